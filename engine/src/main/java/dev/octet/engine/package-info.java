/** The facade: {@link dev.octet.engine.Octet} compiles a graph for this machine. */
@NullMarked
package dev.octet.engine;

import org.jspecify.annotations.NullMarked;
