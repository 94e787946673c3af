/** From operators to steps: one class a family of operators. */
@NullMarked
package dev.octet.engine.plan.lowering;

import org.jspecify.annotations.NullMarked;
