/** Models of Paddle Lite. */
@NullMarked
package dev.octet.formats.lite;

import org.jspecify.annotations.NullMarked;
