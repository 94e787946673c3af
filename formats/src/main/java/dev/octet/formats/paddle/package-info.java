/**
 * Paddle inference models: a protobuf program and raw parameter tensors become a graph, and back.
 *
 * <p>Files are read by {@link dev.octet.formats.paddle.PaddleModel}. Within, {@code ModelFiles}
 * finds them, {@code ProgramFile} and {@code ParameterReader} decode them, {@code ProgramImporter}
 * walks the operators, and one {@code …Operators} class a family maps them.
 *
 * <p>They are written by {@link dev.octet.formats.paddle.PaddleWriter}. {@code FrozenGraph}, {@code
 * DequantizedGraph} and {@code SingleOperators} bring a graph to what Paddle has operators for,
 * {@code GraphWriter} walks the nodes, one {@code …Writer} class a family writes them into a {@code
 * ProgramBuilder}, and {@code ModelWriter} makes the files.
 */
@NullMarked
package dev.octet.formats.paddle;

import org.jspecify.annotations.NullMarked;
