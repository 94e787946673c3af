/** The graph: a value that passes take and give. */
@NullMarked
package dev.octet.engine.graph;

import org.jspecify.annotations.NullMarked;
