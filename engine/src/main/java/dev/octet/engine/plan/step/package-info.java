/** The things a run does, and the memory they do it in. */
@NullMarked
package dev.octet.engine.plan.step;

import org.jspecify.annotations.NullMarked;
