package dev.octet.formats.paddle;

import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.AttributeProto;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.ScalarProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes of an operator. Exporters strip what has its default, and old ones write booleans
 * as integers, so that each getter takes a default and is lenient about the width of numbers, but
 * not about their kind.
 */
final class Attributes {
  static final int INT = 0;
  static final int FLOAT = 1;
  static final int STRING = 2;
  static final int INTS = 3;
  static final int FLOATS = 4;
  static final int BOOL = 6;
  private static final int BOOLS = 7;
  static final int LONG = 9;
  static final int LONGS = 11;
  private static final int DOUBLES = 12;
  private static final int DOUBLE = 15;
  private static final int SCALAR = 16;
  private static final int SCALARS = 17;

  private final OperatorPlace place;
  private final Map<String, AttributeProto> attributes = new HashMap<>();

  Attributes(OperatorPlace place, OperatorProto operator) {
    this.place = place;
    for (AttributeProto attribute : operator.getAttributesList()) {
      attributes.put(attribute.getName(), attribute);
    }
  }

  boolean has(String name) {
    return attributes.containsKey(name);
  }

  int integer(String name, int absent) throws ModelFormatException {
    return toInt(name, longInteger(name, absent));
  }

  private long longInteger(String name, long absent) throws ModelFormatException {
    AttributeProto attribute = attributes.get(name);
    return attribute == null
        ? absent
        : switch (attribute.getType()) {
          case INT -> attribute.getIntValue();
          case LONG -> attribute.getLongValue();
          case SCALAR -> whole(attribute.getScalar());
          default -> throw wrongType(attribute, "an integer");
        };
  }

  float number(String name, float absent) throws ModelFormatException {
    AttributeProto attribute = attributes.get(name);
    return attribute == null
        ? absent
        : switch (attribute.getType()) {
          case FLOAT -> attribute.getFloatValue();
          case DOUBLE -> (float) attribute.getDoubleValue();
          case INT -> attribute.getIntValue();
          case LONG -> attribute.getLongValue();
          case SCALAR -> (float) real(attribute.getScalar());
          default -> throw wrongType(attribute, "a number");
        };
  }

  /** A number that is neither infinite nor NaN. */
  float finite(String name, float absent) throws ModelFormatException {
    float number = number(name, absent);
    if (!Float.isFinite(number)) {
      throw place.error("attribute '%s' is %s".formatted(name, number));
    }
    return number;
  }

  boolean flag(String name, boolean absent) throws ModelFormatException {
    AttributeProto attribute = attributes.get(name);
    return attribute == null
        ? absent
        : switch (attribute.getType()) {
          case BOOL -> attribute.getBoolValue();
          case INT -> attribute.getIntValue() != 0;
          case LONG -> attribute.getLongValue() != 0;
          default -> throw wrongType(attribute, "a boolean");
        };
  }

  String text(String name, String absent) throws ModelFormatException {
    AttributeProto attribute = attributes.get(name);
    if (attribute == null) {
      return absent;
    }
    if (attribute.getType() != STRING) {
      throw wrongType(attribute, "a string");
    }
    return attribute.getStringValue().toStringUtf8();
  }

  /** A list of integers; a single one counts as a list. */
  List<Long> longs(String name, List<Long> absent) throws ModelFormatException {
    AttributeProto attribute = attributes.get(name);
    return attribute == null
        ? absent
        : switch (attribute.getType()) {
          case INTS -> attribute.getIntsList().stream().map(Integer::longValue).toList();
          case LONGS -> attribute.getLongsList();
          case BOOLS -> attribute.getBoolsList().stream().map(bit -> bit ? 1L : 0L).toList();
          case INT, LONG -> List.of(longInteger(name, 0));
          default -> throw wrongType(attribute, "a list of integers");
        };
  }

  List<Integer> integers(String name, List<Integer> absent) throws ModelFormatException {
    if (!has(name)) {
      return absent;
    }
    return place.toInts("attribute '" + name + "'", longs(name, List.of()));
  }

  /** A list of numbers; a single one counts as a list. */
  List<Double> numbers(String name, List<Double> absent) throws ModelFormatException {
    AttributeProto attribute = attributes.get(name);
    return attribute == null
        ? absent
        : switch (attribute.getType()) {
          case FLOATS -> attribute.getFloatsList().stream().map(Float::doubleValue).toList();
          case DOUBLES -> attribute.getDoublesList();
          case INTS -> attribute.getIntsList().stream().map(Integer::doubleValue).toList();
          case LONGS -> attribute.getLongsList().stream().map(Long::doubleValue).toList();
          case BOOLS -> attribute.getBoolsList().stream().map(bit -> bit ? 1.0 : 0.0).toList();
          case SCALARS -> reals(attribute.getScalarsList());
          case FLOAT, DOUBLE, INT, LONG -> List.of((double) number(name, 0));
          default -> throw wrongType(attribute, "a list of numbers");
        };
  }

  /** Refuses a list that is not empty. */
  void requireEmpty(String name) throws ModelFormatException {
    if (!longs(name, List.of()).isEmpty()) {
      throw place.error("attribute '" + name + "' is not supported");
    }
  }

  private List<Double> reals(List<ScalarProto> scalars) throws ModelFormatException {
    List<Double> reals = new ArrayList<>(scalars.size());
    for (ScalarProto scalar : scalars) {
      reals.add(real(scalar));
    }
    return reals;
  }

  private double real(ScalarProto scalar) throws ModelFormatException {
    return switch (scalar.getType()) {
      case 1 -> scalar.getBoolValue() ? 1 : 0;
      case 2 -> scalar.getLongValue();
      case 3 -> scalar.getDoubleValue();
      default -> throw place.error("a number of the unknown type " + scalar.getType());
    };
  }

  private long whole(ScalarProto scalar) throws ModelFormatException {
    return scalar.getType() == 2 ? scalar.getLongValue() : (long) real(scalar);
  }

  private int toInt(String name, long value) throws ModelFormatException {
    if (value != (int) value) {
      throw place.error("attribute '%s' is %d, too large".formatted(name, value));
    }
    return (int) value;
  }

  private ModelFormatException wrongType(AttributeProto attribute, String expected) {
    return place.error(
        "attribute '%s' is of type %d, but must be %s"
            .formatted(attribute.getName(), attribute.getType(), expected));
  }
}
