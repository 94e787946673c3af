package dev.octet.cli;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.quant.metric.Psnr;
import dev.octet.quant.metric.Top1;
import java.util.Locale;
import java.util.function.Supplier;

/** What {@code eval} measures. */
enum Metric {
  /** The share of items whose largest score is that of their label. */
  TOP1(Top1Score::new, "%,d items have scores that are NaN and count as wrong"),
  /** The peak signal-to-noise ratio in dB of images with pixels of 0..1. */
  PSNR(PsnrScore::new, "%,d pixels of the output are NaN");

  private final Supplier<Score> score;
  private final String remark;

  /**
   * @param remark the form of {@link #remark}
   */
  Metric(Supplier<Score> score, String remark) {
    this.score = score;
    this.remark = remark;
  }

  /** The figure over the items that were taken in. */
  interface Score {
    /**
     * Takes in a batch.
     *
     * @throws IllegalArgumentException if the labels do not fit the output
     */
    void add(Tensor output, Tensor labels);

    double value();

    /** How many items or pixels have no value, since the output is NaN there. */
    long undefined();

    /** The value with its unit. */
    String text();
  }

  Score newScore() {
    return score.get();
  }

  /** Says what an output was that is NaN in {@code undefined} places, one or more. */
  String remark(long undefined) {
    return String.format(Locale.ROOT, remark, undefined);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private record Top1Score(Top1 top1) implements Score {
    Top1Score() {
      this(new Top1());
    }

    @Override
    public void add(Tensor output, Tensor labels) {
      top1.add(output, labels);
    }

    @Override
    public double value() {
      return top1.value();
    }

    @Override
    public long undefined() {
      return top1.undefined();
    }

    @Override
    public String text() {
      return Quantity.percent(value());
    }
  }

  private record PsnrScore(Psnr psnr) implements Score {
    PsnrScore() {
      this(new Psnr());
    }

    @Override
    public void add(Tensor output, Tensor labels) {
      psnr.add(output, labels.dtype() == DType.UINT8 ? unit(labels) : labels);
    }

    private static Tensor unit(Tensor pixels) {
      byte[] bytes = pixels.toBytes();
      float[] scaled = new float[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        scaled[i] = (bytes[i] & 0xFF) / 255f;
      }
      return Tensor.of(scaled, pixels.shape().toArray());
    }

    @Override
    public double value() {
      return psnr.value();
    }

    @Override
    public long undefined() {
      return psnr.undefined();
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "%.4f dB", value());
    }
  }
}
