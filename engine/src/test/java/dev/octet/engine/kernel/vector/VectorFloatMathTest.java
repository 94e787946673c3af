package dev.octet.engine.kernel.vector;

import static dev.octet.engine.kernel.SameBits.assertSameBits;

import dev.octet.engine.kernel.AbstractFloatMathTest;
import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.kernel.scalar.Activations;
import dev.octet.engine.kernel.scalar.ScalarFloatMath;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BinaryKind;
import org.junit.jupiter.api.Tag;

/** Bit for bit what the scalar functions give. */
@Tag("vector")
class VectorFloatMathTest extends AbstractFloatMathTest {
  @Override
  protected FloatMath floatMath() {
    return new VectorFloatMath();
  }

  @Override
  protected float expected(BinaryKind kind, float a, float b) {
    return ScalarFloatMath.apply(kind, a, b);
  }

  @Override
  protected void check(Activation function, float x, float actual, Object description) {
    float expected = Activations.apply(function, x);
    if (Float.floatToIntBits(actual) != Float.floatToIntBits(expected)) {
      assertSameBits(actual, expected, function + " of " + x + ", " + description);
    }
  }
}
