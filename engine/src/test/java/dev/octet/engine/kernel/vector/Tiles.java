package dev.octet.engine.kernel.vector;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/**
 * The register tiles of this package, found among its compiled classes so that none is left out.
 */
final class Tiles {
  private Tiles() {}

  /** One tile of each class that extends {@code kind} itself, under the name of the class. */
  static <T> List<Named<T>> of(Class<T> kind) throws IOException, URISyntaxException {
    Path folder = Path.of(kind.getResource(kind.getSimpleName() + ".class").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class"))
          .sorted()
          .map(name -> load(kind.getPackageName() + "." + name.replace(".class", "")))
          .filter(found -> found.getSuperclass() == kind)
          .map(found -> Named.of(found.getSimpleName(), kind.cast(create(found))))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Tiles.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object create(Class<?> tile) {
    try {
      return tile.getDeclaredConstructor().newInstance();
    } catch (NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException(tile + " has no constructor without parameters", e);
    }
  }
}
