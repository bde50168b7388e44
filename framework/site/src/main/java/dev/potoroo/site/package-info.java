/**
 * Makes web pages of the documentation: {@link dev.potoroo.site.Main}. It refuses to while a link
 * leads nowhere, or a page is not in the index.
 */
@NullMarked
package dev.potoroo.site;

import org.jspecify.annotations.NullMarked;
