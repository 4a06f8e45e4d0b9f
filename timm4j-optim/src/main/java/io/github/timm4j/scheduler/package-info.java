/** Learning-rate schedules: pure functions of time, the schedulers that apply them to an optimizer's groups, plots. */
@NullMarked
package io.github.timm4j.scheduler;

import org.jspecify.annotations.NullMarked;
