/** From a graph to steps over a memory plan, for one set of input shapes. */
@NullMarked
package dev.octet.engine.plan;

import org.jspecify.annotations.NullMarked;
