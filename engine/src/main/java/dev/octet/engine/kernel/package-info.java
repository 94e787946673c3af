/** The contracts of the inner loops and the packings they read. */
@NullMarked
package dev.octet.engine.kernel;

import org.jspecify.annotations.NullMarked;
