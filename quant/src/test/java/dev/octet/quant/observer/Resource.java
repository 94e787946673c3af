package dev.octet.quant.observer;

import static java.util.stream.Collectors.toCollection;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npz;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reference cases beside this class, made by {@code make.py}: arrays named {@code case/array}. */
record Resource(Map<String, Tensor> arrays) {
  static Resource of(String file) throws IOException, URISyntaxException {
    return new Resource(Npz.read(Path.of(Resource.class.getResource(file).toURI())));
  }

  Stream<String> cases() {
    return arrays.keySet().stream()
        .map(name -> name.substring(0, name.lastIndexOf('/')))
        .collect(toCollection(TreeSet::new))
        .stream();
  }

  float[] floats(String name) {
    return arrays.get(name).toFloats();
  }

  double[] doubles(String name) {
    Tensor tensor = arrays.get(name);
    double[] values = new double[tensor.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.element(i);
    }
    return values;
  }

  long[] longs(String name) {
    Tensor tensor = arrays.get(name);
    long[] values = new long[tensor.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.integer(i);
    }
    return values;
  }
}
