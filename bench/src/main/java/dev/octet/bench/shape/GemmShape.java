package dev.octet.bench.shape;

/**
 * A matrix product {@code [rows,depth]·[depth,columns]}.
 *
 * @param times how often the network has it
 */
public record GemmShape(int rows, int depth, int columns, int times) {
  public long multiplyAdds() {
    return (long) rows * depth * columns;
  }

  /** The numbers of the shape as its file has them. */
  public String numbers() {
    return rows + " " + depth + " " + columns;
  }

  @Override
  public String toString() {
    return rows + " x " + depth + " x " + columns;
  }
}
