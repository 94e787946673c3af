/** Rewrites of a graph, one class each, and the list that orders them. */
@NullMarked
package dev.octet.engine.pass;

import org.jspecify.annotations.NullMarked;
