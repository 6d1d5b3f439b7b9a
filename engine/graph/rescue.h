// What becomes of a batch that cannot run as a whole.
#pragma once

#include "graph/queue.h"

namespace pumice {

/// Runs a batch in pieces, in order. A dispatch for which there is no memory, or that reads what is
/// lost, is left out, and so is what depends on it, as if an exception had been raised there:
/// storages keep the content that they had before it, and those that had none are lost. Raises the
/// first error when all else has run. The caller holds the queue's mutex; the batch's dispatches
/// are used up.
void rescue(Queue& queue, Batch& batch);

}  // namespace pumice
