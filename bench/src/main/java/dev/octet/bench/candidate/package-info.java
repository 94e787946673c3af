/** The engines that run a network: Octet, and those it is compared with. */
@NullMarked
package dev.octet.bench.candidate;

import org.jspecify.annotations.NullMarked;
