/** Typed, shaped data and the parameters that map integers to real numbers. */
@NullMarked
package dev.octet.engine.tensor;

import org.jspecify.annotations.NullMarked;
