package dev.octet.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;

/** Values as JSON in ASCII: shapes are arrays, in which -1 is an unknown dimension. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(
              SerializationFeature.INDENT_OUTPUT, SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .addModule(
              new SimpleModule()
                  .addSerializer(Shape.class, new ShapeSerializer())
                  .addSerializer(DType.class, ToStringSerializer.instance)
                  .addSerializer(Path.class, ToStringSerializer.instance))
          .build();

  private Json() {}

  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON for " + value.getClass(), e);
    }
  }

  private static final class ShapeSerializer extends JsonSerializer<Shape> {
    @Override
    public void serialize(Shape shape, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeArray(shape.toArray(), 0, shape.rank());
    }
  }
}
