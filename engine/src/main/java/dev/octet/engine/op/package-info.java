/** The operators a graph can hold: one record an operator. */
@NullMarked
package dev.octet.engine.op;

import org.jspecify.annotations.NullMarked;
