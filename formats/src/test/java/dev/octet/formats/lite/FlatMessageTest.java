package dev.octet.formats.lite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.formats.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FlatMessageTest {
  private static final Path FILE = Path.of("some.nb");

  /**
   * A root table at byte 8 with one field, which refers to the words from byte 16 on; behind them
   * is the list of fields.
   */
  private static FlatTable table(int... words) throws ModelFormatException {
    int fields = 16 + 4 * words.length;
    ByteBuffer bytes = ByteBuffer.allocate(fields + 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0, 8).putInt(8, 8 - fields).putInt(12, 4);
    for (int i = 0; i < words.length; i++) {
      bytes.putInt(16 + 4 * i, words[i]);
    }
    bytes.putShort(fields, (short) 6).putShort(fields + 2, (short) 8);
    bytes.putShort(fields + 4, (short) 4);
    return new FlatMessage(FILE, "topology", bytes).root();
  }

  @Test
  void a_field_that_lacks_is_zero_or_empty() throws ModelFormatException {
    FlatTable table = table(0);
    assertThat(table.integer(7)).isZero();
    assertThat(table.text(7)).isEmpty();
    assertThat(table.tables(7)).isEmpty();
    assertThat(table.table(7)).isEmpty();
  }

  @Test
  void a_vector_has_its_elements() throws ModelFormatException {
    assertThat(table(3, 10, -20, 30).integers(0)).containsExactly(10, -20, 30);
  }

  @Test
  void a_vector_longer_than_the_message_is_refused() {
    assertThatThrownBy(() -> table(0x7fffffff, 1, 2).integers(0))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("some.nb, topology, byte 16")
        .hasMessageContaining("2147483647 elements do not fit");
  }

  @Test
  void a_reference_out_of_the_message_is_refused() {
    assertThatThrownBy(() -> table(1, 1000).tables(0))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("leads out of it");
  }

  @Test
  void a_reference_to_itself_is_refused() {
    assertThatThrownBy(() -> table(1, 0).tables(0))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("the reference of 0 bytes");
  }

  @Test
  void a_text_that_is_no_utf8_is_refused() {
    assertThatThrownBy(() -> table(4, 0xffffffff).text(0))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void parts_that_are_read_again_and_again_are_refused() throws ModelFormatException {
    FlatTable table = table(1, 7);
    assertThat(table.integers(0)).containsExactly(7);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                table.integers(0);
              }
            })
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("its parts overlap");
  }
}
