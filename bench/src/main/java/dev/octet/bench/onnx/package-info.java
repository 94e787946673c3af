/** Writes float graphs as ONNX models, for the engines that Octet is compared with. */
@NullMarked
package dev.octet.bench.onnx;

import org.jspecify.annotations.NullMarked;
