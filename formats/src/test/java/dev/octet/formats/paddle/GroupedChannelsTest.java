package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import org.junit.jupiter.api.Test;

class GroupedChannelsTest {
  @Test
  void groups_share_the_thresholds_along_axis_1() {
    var channels = new GroupedChannels(Shape.of(4, 3, 2, 2), 2);
    QuantParams params = QuantParams.perAxis(1, 1, 2, 3);

    assertThat(channels.perChannel(params)).containsExactly(1, 2, 3, 1, 2, 3);
    assertThat(channels.alongAxis(channels.perChannel(params))).contains(params);
  }

  @Test
  void a_group_of_one_input_channel_has_its_own_threshold() {
    var channels = new GroupedChannels(Shape.of(2, 3, 2, 2), 2);
    QuantParams params = QuantParams.perAxis(0, 1, 2);

    assertThat(channels.perChannel(params)).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(channels.alongAxis(channels.perChannel(params))).contains(params);
  }

  @Test
  void thresholds_that_differ_within_weights_of_a_channel_have_no_axis() {
    var channels = new GroupedChannels(Shape.of(4, 2, 2, 2), 2);

    assertThat(channels.has(0)).isFalse();
    assertThat(channels.alongAxis(new float[] {1, 2, 1, 3})).isEmpty();
  }
}
