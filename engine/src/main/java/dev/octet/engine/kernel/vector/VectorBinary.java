package dev.octet.engine.kernel.vector;

import dev.octet.engine.op.BinaryKind;
import jdk.incubator.vector.FloatVector;

/**
 * The loops of the operations on two numbers: one an operation and form. Each returns how many
 * elements it has done; the rest, and what has no vector form, is the caller's.
 */
final class VectorBinary {
  private static final int LANES = Lanes.FLOAT.length();

  private VectorBinary() {}

  /** Two runs. */
  static int runs(
      BinaryKind kind, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int n) {
    return switch (kind) {
      case ADD -> add(a, aAt, b, bAt, c, cAt, n);
      case SUB -> sub(a, aAt, b, bAt, c, cAt, n);
      case MUL -> mul(a, aAt, b, bAt, c, cAt, n);
      case DIV -> div(a, aAt, b, bAt, c, cAt, n);
      case MAX -> max(a, aAt, b, bAt, c, cAt, n);
      case MIN -> min(a, aAt, b, bAt, c, cAt, n);
      case POW, MOD, FLOOR_DIV -> 0;
    };
  }

  /** A run and one number. */
  static int runAndNumber(BinaryKind kind, float[] a, int aAt, float b, float[] c, int cAt, int n) {
    return switch (kind) {
      case ADD -> add(a, aAt, b, c, cAt, n);
      case SUB -> add(a, aAt, -b, c, cAt, n);
      case MUL -> mul(a, aAt, b, c, cAt, n);
      case DIV -> div(a, aAt, b, c, cAt, n);
      case MAX -> max(a, aAt, b, c, cAt, n);
      case MIN -> min(a, aAt, b, c, cAt, n);
      case POW, MOD, FLOOR_DIV -> 0;
    };
  }

  /** One number and a run. */
  static int numberAndRun(BinaryKind kind, float a, float[] b, int bAt, float[] c, int cAt, int n) {
    return switch (kind) {
      case ADD, MUL, MAX, MIN -> runAndNumber(kind, b, bAt, a, c, cAt, n);
      case SUB -> sub(a, b, bAt, c, cAt, n);
      case DIV -> div(a, b, bAt, c, cAt, n);
      case POW, MOD, FLOOR_DIV -> 0;
    };
  }

  private static int add(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector left = FloatVector.fromArray(Lanes.FLOAT, a, aAt + i);
      FloatVector right = FloatVector.fromArray(Lanes.FLOAT, b, bAt + i);
      left.add(right).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int sub(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector left = FloatVector.fromArray(Lanes.FLOAT, a, aAt + i);
      FloatVector right = FloatVector.fromArray(Lanes.FLOAT, b, bAt + i);
      left.sub(right).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int mul(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector left = FloatVector.fromArray(Lanes.FLOAT, a, aAt + i);
      FloatVector right = FloatVector.fromArray(Lanes.FLOAT, b, bAt + i);
      left.mul(right).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int div(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector left = FloatVector.fromArray(Lanes.FLOAT, a, aAt + i);
      FloatVector right = FloatVector.fromArray(Lanes.FLOAT, b, bAt + i);
      left.div(right).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int max(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector left = FloatVector.fromArray(Lanes.FLOAT, a, aAt + i);
      FloatVector right = FloatVector.fromArray(Lanes.FLOAT, b, bAt + i);
      left.max(right).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int min(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector left = FloatVector.fromArray(Lanes.FLOAT, a, aAt + i);
      FloatVector right = FloatVector.fromArray(Lanes.FLOAT, b, bAt + i);
      left.min(right).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int add(float[] a, int aAt, float b, float[] c, int cAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector.fromArray(Lanes.FLOAT, a, aAt + i).add(b).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int mul(float[] a, int aAt, float b, float[] c, int cAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector.fromArray(Lanes.FLOAT, a, aAt + i).mul(b).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int div(float[] a, int aAt, float b, float[] c, int cAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector.fromArray(Lanes.FLOAT, a, aAt + i).div(b).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int max(float[] a, int aAt, float b, float[] c, int cAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector.fromArray(Lanes.FLOAT, a, aAt + i).max(b).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int min(float[] a, int aAt, float b, float[] c, int cAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector.fromArray(Lanes.FLOAT, a, aAt + i).min(b).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int sub(float a, float[] b, int bAt, float[] c, int cAt, int n) {
    FloatVector left = FloatVector.broadcast(Lanes.FLOAT, a);
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector right = FloatVector.fromArray(Lanes.FLOAT, b, bAt + i);
      left.sub(right).intoArray(c, cAt + i);
    }
    return i;
  }

  private static int div(float a, float[] b, int bAt, float[] c, int cAt, int n) {
    FloatVector left = FloatVector.broadcast(Lanes.FLOAT, a);
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector right = FloatVector.fromArray(Lanes.FLOAT, b, bAt + i);
      left.div(right).intoArray(c, cAt + i);
    }
    return i;
  }
}
