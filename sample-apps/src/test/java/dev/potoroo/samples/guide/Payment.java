package dev.potoroo.samples.guide;

import dev.potoroo.Masked;

// #region payment
record Payment(String order, @Masked String card, long cents) {}
// #endregion
