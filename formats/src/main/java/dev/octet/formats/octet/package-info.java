/** Octet's own file: a graph and its constants, which are mapped and not copied. */
@NullMarked
package dev.octet.formats.octet;

import org.jspecify.annotations.NullMarked;
