// Which tile shapes a device's matrix units multiply.
#include "vulkan/coopmat.h"

namespace pumice::vulkan {
namespace {

ScalarType scalar_type(VkComponentTypeKHR type) {
  if (type == VK_COMPONENT_TYPE_FLOAT16_KHR) return kHalf;
  if (type == VK_COMPONENT_TYPE_FLOAT32_KHR) return kFloat;
  return ScalarType::Undefined;
}

}  // namespace

std::vector<MatrixShape> matrix_shapes(VkPhysicalDevice device) {
  const auto query =
      reinterpret_cast<PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR>(vkGetInstanceProcAddr(
          volkGetLoadedInstance(), "vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR"));
  uint32_t count = 0;
  if (!query || query(device, &count, nullptr) < 0) return {};
  std::vector<VkCooperativeMatrixPropertiesKHR> all(
      count, {VK_STRUCTURE_TYPE_COOPERATIVE_MATRIX_PROPERTIES_KHR});
  if (query(device, &count, all.data()) < 0) return {};
  std::vector<MatrixShape> shapes;
  for (const auto& p : all) {
    const ScalarType a = scalar_type(p.AType), c = scalar_type(p.CType);
    if (p.scope == VK_SCOPE_SUBGROUP_KHR && a == kHalf && p.BType == p.AType &&
        c != ScalarType::Undefined && p.ResultType == p.CType)
      shapes.push_back({p.MSize, p.NSize, p.KSize, a, c});
  }
  return shapes;
}

}  // namespace pumice::vulkan
