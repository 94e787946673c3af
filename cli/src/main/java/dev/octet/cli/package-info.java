/** The {@code octet} command: each of its commands is one or two calls of the public API. */
@NullMarked
package dev.octet.cli;

import org.jspecify.annotations.NullMarked;
