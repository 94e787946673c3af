/** The IDX files of MNIST and the data sets made after it. */
@NullMarked
package dev.octet.formats.idx;

import org.jspecify.annotations.NullMarked;
