/** Networks of well-known architectures with seeded weights. */
@NullMarked
package dev.octet.bench.network;

import org.jspecify.annotations.NullMarked;
