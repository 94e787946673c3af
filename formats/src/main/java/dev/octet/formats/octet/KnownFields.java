package dev.octet.formats.octet;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/**
 * Refuses what a message holds beyond this version's schema, which the generated parser would pass
 * over: an operator or attribute that is not understood must not be left out.
 */
final class KnownFields {
  private KnownFields() {}

  /**
   * @throws IllegalArgumentException if {@code message} or one inside it has a field, or a value of
   *     an enum, that the schema does not know
   */
  static void require(Message message) {
    requireShallow(message);
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (value instanceof List<?> list) {
                list.forEach(element -> require(field, element));
              } else {
                require(field, value);
              }
            });
  }

  /** The same for the fields of {@code message} itself, not for those of messages inside it. */
  static void requireShallow(Message message) {
    var unknown = message.getUnknownFields().asMap().keySet();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "field %d of %s is unknown to this version of Octet"
              .formatted(unknown.iterator().next(), message.getDescriptorForType().getName()));
    }
  }

  private static void require(FieldDescriptor field, Object value) {
    switch (value) {
      case Message message -> require(message);
      case EnumValueDescriptor code when code.getIndex() < 0 ->
          throw new IllegalArgumentException(
              "%s %d is unknown to this version of Octet"
                  .formatted(field.getEnumType().getName(), code.getNumber()));
      default -> {}
    }
  }
}
