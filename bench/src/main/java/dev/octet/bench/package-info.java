/** The {@code octet bench} command: whole models, kernels, and a comparison with a peer. */
@NullMarked
package dev.octet.bench;

import org.jspecify.annotations.NullMarked;
