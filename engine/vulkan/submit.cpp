// Running commands: single batches and recordings that are submitted again and again.
#include "base/error.h"
#include "vulkan/backend.h"
#include "vulkan/check.h"

namespace pumice::vulkan {
namespace {

/// Two command buffers' worth of one frame, of which only the work is used.
class VulkanRecording final : public Recording {
 public:
  VulkanRecording(std::shared_ptr<Context> context, std::span<const Command> commands)
      : context(std::move(context)),
        frame(this->context->device, static_cast<uint32_t>(std::max<size_t>(commands.size(), 1))),
        commands(commands.begin(), commands.end()) {}

  std::shared_ptr<Context> context;
  Frame frame;
  std::vector<Command> commands;
  uint64_t dispatches = 0;
};

}  // namespace

Prepared VulkanBackend::prepare(std::span<const Command> commands) {
  Prepared batch{.commands = commands};
  batch.requests.reserve(commands.size());
  for (const Command& command : commands) {
    Choice choice =
        command.fused ? context().fused.choose(command) : context().selector.choose(command);
    batch.requests.push_back({choice, command.binding_count});
  }
  uint64_t created = 0;
  batch.pipelines = context().pipelines.get(batch.requests, created);
  if (created) count(stats_.pipelines_created, created);
  return batch;
}

Frame& VulkanBackend::take_frame() {
  bool waited = false;
  Frame& frame = frames_->take(waited);
  if (waited) count(stats_.host_waits);
  return frame;
}

uint64_t VulkanBackend::send(Frame* frame, VkCommandBuffer work) {
  VkCommandBuffer buffers[2];
  size_t n = 0;
  const bool uploads = uploads_->pending();
  if (uploads) {
    frame->begin(frame->upload);
    uploads_->record(frame->upload, context().recorder);
    frame->end(frame->upload);
    buffers[n++] = frame->upload;
  }
  if (work) buffers[n++] = work;
  const uint64_t value = context().device->submit({buffers, n});
  if (uploads) uploads_->submitted(value);
  if (frame) frame->value = value;
  last_ticket_ = context().first + value;
  count(stats_.submits);
  return value;
}

Ticket VulkanBackend::submit(std::span<const Command> commands) {
  std::lock_guard lock(mutex_);
  const Prepared batch = prepare(commands);
  Frame& frame = take_frame();
  frame.begin(frame.work);
  const TimestampQueries* times = frames_->sink() ? frame.times.prepare(batch) : nullptr;
  context().recorder.encode(frame.work, batch, frame.sets, times);
  frame.end(frame.work);
  const uint64_t value = send(&frame, frame.work);
  if (times) frame.times.submitted();
  for (const Command& command : commands) mark_used(command, value);
  return last_ticket_;
}

std::unique_ptr<Recording> VulkanBackend::record(std::span<const Command> commands) {
  std::lock_guard lock(mutex_);
  auto recording = std::make_unique<VulkanRecording>(context_, commands);
  const Prepared batch = prepare(recording->commands);
  Frame& frame = recording->frame;
  frame.begin(frame.work, true);
  const TimestampQueries* times = frames_->sink() ? frame.times.prepare(batch) : nullptr;
  context().recorder.encode(frame.work, batch, frame.sets, times);
  frame.end(frame.work);
  return recording;
}

Ticket VulkanBackend::submit(Recording& recording) {
  std::lock_guard lock(mutex_);
  auto& recorded = static_cast<VulkanRecording&>(recording);
  if (frames_->sink() && recorded.frame.value) {
    // The queries can be read only before the next run writes them again.
    context().device->wait(recorded.frame.value);
    recorded.frame.times.report(frames_->sink());
  }
  Frame* frame = uploads_->pending() ? &take_frame() : nullptr;
  const uint64_t value = send(frame, recorded.frame.work);
  recorded.frame.value = value;
  recorded.frame.times.submitted();
  for (const Command& command : recorded.commands) mark_used(command, value);
  return last_ticket_;
}

bool VulkanBackend::reached(Ticket ticket) {
  const std::shared_ptr<Context> context = shared_context();
  return ticket <= context->first || context->device->reached(ticket - context->first);
}

void VulkanBackend::wait(Ticket ticket) {
  const std::shared_ptr<Context> context = shared_context();
  if (ticket > context->first && context->device->wait(ticket - context->first))
    count(stats_.host_waits);
  context->pipelines.save();
  std::lock_guard lock(mutex_);
  if (frames_->sink()) frames_->report();
}

void VulkanBackend::report_times(const TimeSink& sink) {
  std::lock_guard lock(mutex_);
  context().device->calibrate();
  frames_->report_to(sink);
}

}  // namespace pumice::vulkan
