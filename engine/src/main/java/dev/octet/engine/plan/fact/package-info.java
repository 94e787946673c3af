/** What is known of values before a run: types, shapes, constants. */
@NullMarked
package dev.octet.engine.plan.fact;

import org.jspecify.annotations.NullMarked;
