/** Compiled models, sessions and what a run reports. */
@NullMarked
package dev.octet.engine.run;

import org.jspecify.annotations.NullMarked;
