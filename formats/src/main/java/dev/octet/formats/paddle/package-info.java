/**
 * Paddle inference models: a protobuf program and raw parameter tensors become a graph.
 *
 * <p>Files are read by {@link dev.octet.formats.paddle.PaddleModel}. Within, {@code ModelFiles}
 * finds them, {@code ProgramFile} and {@code ParameterReader} decode them, {@code ProgramImporter}
 * walks the operators, and one {@code …Operators} class a family maps them.
 */
@NullMarked
package dev.octet.formats.paddle;

import org.jspecify.annotations.NullMarked;
