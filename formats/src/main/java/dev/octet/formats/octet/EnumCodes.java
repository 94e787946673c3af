package dev.octet.formats.octet;

import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.PRelu;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.ReduceKind;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Rounding;
import dev.octet.formats.octet.proto.OctetProto;
import java.util.function.Function;

/** The code in the file for each constant of an enum, and the way back. */
final class EnumCodes {
  private EnumCodes() {}

  /**
   * The constant of {@code type} whose code is {@code code}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static <E extends Enum<E>, C extends Enum<C>> E decode(
      Class<E> type, Function<E, C> encode, C code) {
    for (E constant : type.getEnumConstants()) {
      if (encode.apply(constant) == code) {
        return constant;
      }
    }
    throw new IllegalArgumentException("the " + type.getSimpleName() + " is missing or unknown");
  }

  static OctetProto.DType encode(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> OctetProto.DType.DTYPE_FLOAT32;
      case FLOAT64 -> OctetProto.DType.DTYPE_FLOAT64;
      case INT8 -> OctetProto.DType.DTYPE_INT8;
      case UINT8 -> OctetProto.DType.DTYPE_UINT8;
      case INT16 -> OctetProto.DType.DTYPE_INT16;
      case INT32 -> OctetProto.DType.DTYPE_INT32;
      case INT64 -> OctetProto.DType.DTYPE_INT64;
      case BOOL -> OctetProto.DType.DTYPE_BOOL;
    };
  }

  static DType decode(OctetProto.DType code) {
    return decode(DType.class, EnumCodes::encode, code);
  }

  static OctetProto.Rounding encode(Rounding rounding) {
    return switch (rounding) {
      case HALF_EVEN -> OctetProto.Rounding.ROUNDING_HALF_EVEN;
      case HALF_AWAY_FROM_ZERO -> OctetProto.Rounding.ROUNDING_HALF_AWAY_FROM_ZERO;
    };
  }

  static Rounding decode(OctetProto.Rounding code) {
    return decode(Rounding.class, EnumCodes::encode, code);
  }

  static OctetProto.BinaryKind encode(BinaryKind kind) {
    return switch (kind) {
      case ADD -> OctetProto.BinaryKind.BINARY_KIND_ADD;
      case SUB -> OctetProto.BinaryKind.BINARY_KIND_SUB;
      case MUL -> OctetProto.BinaryKind.BINARY_KIND_MUL;
      case DIV -> OctetProto.BinaryKind.BINARY_KIND_DIV;
      case MAX -> OctetProto.BinaryKind.BINARY_KIND_MAX;
      case MIN -> OctetProto.BinaryKind.BINARY_KIND_MIN;
      case POW -> OctetProto.BinaryKind.BINARY_KIND_POW;
      case MOD -> OctetProto.BinaryKind.BINARY_KIND_MOD;
      case FLOOR_DIV -> OctetProto.BinaryKind.BINARY_KIND_FLOOR_DIV;
    };
  }

  static BinaryKind decode(OctetProto.BinaryKind code) {
    return decode(BinaryKind.class, EnumCodes::encode, code);
  }

  static OctetProto.PoolKind encode(PoolKind kind) {
    return switch (kind) {
      case MAX -> OctetProto.PoolKind.POOL_KIND_MAX;
      case AVERAGE -> OctetProto.PoolKind.POOL_KIND_AVERAGE;
    };
  }

  static PoolKind decode(OctetProto.PoolKind code) {
    return decode(PoolKind.class, EnumCodes::encode, code);
  }

  static OctetProto.ReduceKind encode(ReduceKind kind) {
    return switch (kind) {
      case MEAN -> OctetProto.ReduceKind.REDUCE_KIND_MEAN;
      case SUM -> OctetProto.ReduceKind.REDUCE_KIND_SUM;
      case MAX -> OctetProto.ReduceKind.REDUCE_KIND_MAX;
      case MIN -> OctetProto.ReduceKind.REDUCE_KIND_MIN;
    };
  }

  static ReduceKind decode(OctetProto.ReduceKind code) {
    return decode(ReduceKind.class, EnumCodes::encode, code);
  }

  static OctetProto.FakeQuantize.Scale encode(FakeQuantize.Scale scale) {
    return switch (scale) {
      case ABS_MAX -> OctetProto.FakeQuantize.Scale.SCALE_ABS_MAX;
      case INPUT -> OctetProto.FakeQuantize.Scale.SCALE_INPUT;
    };
  }

  static FakeQuantize.Scale decode(OctetProto.FakeQuantize.Scale code) {
    return decode(FakeQuantize.Scale.class, EnumCodes::encode, code);
  }

  static OctetProto.Interpolate.Mode encode(Interpolate.Mode mode) {
    return switch (mode) {
      case NEAREST -> OctetProto.Interpolate.Mode.MODE_NEAREST;
      case BILINEAR -> OctetProto.Interpolate.Mode.MODE_BILINEAR;
    };
  }

  static Interpolate.Mode decode(OctetProto.Interpolate.Mode code) {
    return decode(Interpolate.Mode.class, EnumCodes::encode, code);
  }

  static OctetProto.PRelu.Mode encode(PRelu.Mode mode) {
    return switch (mode) {
      case ALL -> OctetProto.PRelu.Mode.MODE_ALL;
      case CHANNEL -> OctetProto.PRelu.Mode.MODE_CHANNEL;
      case ELEMENT -> OctetProto.PRelu.Mode.MODE_ELEMENT;
    };
  }

  static PRelu.Mode decode(OctetProto.PRelu.Mode code) {
    return decode(PRelu.Mode.class, EnumCodes::encode, code);
  }

  static OctetProto.Pad.Mode encode(Pad.Mode mode) {
    return switch (mode) {
      case CONSTANT -> OctetProto.Pad.Mode.MODE_CONSTANT;
      case REFLECT -> OctetProto.Pad.Mode.MODE_REFLECT;
      case REPLICATE -> OctetProto.Pad.Mode.MODE_REPLICATE;
      case CIRCULAR -> OctetProto.Pad.Mode.MODE_CIRCULAR;
    };
  }

  static Pad.Mode decode(OctetProto.Pad.Mode code) {
    return decode(Pad.Mode.class, EnumCodes::encode, code);
  }

  static OctetProto.Activation.Function encode(Activation.Function function) {
    return switch (function) {
      case SIGMOID -> OctetProto.Activation.Function.FUNCTION_SIGMOID;
      case SILU -> OctetProto.Activation.Function.FUNCTION_SILU;
      case TANH -> OctetProto.Activation.Function.FUNCTION_TANH;
      case EXP -> OctetProto.Activation.Function.FUNCTION_EXP;
      case LOG -> OctetProto.Activation.Function.FUNCTION_LOG;
      case SQRT -> OctetProto.Activation.Function.FUNCTION_SQRT;
      case RSQRT -> OctetProto.Activation.Function.FUNCTION_RSQRT;
      case SQUARE -> OctetProto.Activation.Function.FUNCTION_SQUARE;
      case ABS -> OctetProto.Activation.Function.FUNCTION_ABS;
      case RECIPROCAL -> OctetProto.Activation.Function.FUNCTION_RECIPROCAL;
      case FLOOR -> OctetProto.Activation.Function.FUNCTION_FLOOR;
      case CEIL -> OctetProto.Activation.Function.FUNCTION_CEIL;
      case ROUND -> OctetProto.Activation.Function.FUNCTION_ROUND;
    };
  }

  static Activation.Function decode(OctetProto.Activation.Function code) {
    return decode(Activation.Function.class, EnumCodes::encode, code);
  }
}
