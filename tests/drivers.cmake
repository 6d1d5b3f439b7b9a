# The drivers that tests run on, each with the environment that selects it.
set(vulkan_drivers)
if(PUMICE_VULKAN)
  file(GLOB lavapipe_icd /usr/share/vulkan/icd.d/lvp_icd*.json /etc/vulkan/icd.d/lvp_icd*.json)
  if(lavapipe_icd)
    list(GET lavapipe_icd 0 lavapipe_icd)
    list(APPEND vulkan_drivers lavapipe4 lavapipe8 lavapipe16)
  else()
    message(STATUS "pumice: lavapipe not found, no tests on it")
  endif()
  set(swiftshader_icd ${PUMICE_TOOLCHAIN}/swiftshader/vk_swiftshader_icd.json)
  if(EXISTS ${swiftshader_icd})
    list(APPEND vulkan_drivers swiftshader)
  else()
    message(STATUS "pumice: SwiftShader not found, no tests on it")
  endif()
endif()

# Further devices of this machine, by the names that PUMICE_DEVICE takes: a GPU, say.
set(PUMICE_TEST_DEVICES "" CACHE STRING "Further devices to run the tests on: vulkan:0;cuda:0")
set(further_drivers)
foreach(device IN LISTS PUMICE_TEST_DEVICES)
  string(REPLACE ":" "" name ${device})
  list(APPEND further_drivers ${name})
  set(environment_of_${name} PUMICE_DEVICE=${device} PUMICE_VALIDATION=1)
endforeach()

# LP_NATIVE_VECTOR_WIDTH decides lavapipe's subgroup size: 128 gives 4 lanes, 256 8, 512 16.
set(environment_of_cpu PUMICE_DEVICE=cpu)
set(environment_of_lavapipe4 LP_NATIVE_VECTOR_WIDTH=128)
set(environment_of_lavapipe8 LP_NATIVE_VECTOR_WIDTH=256)
set(environment_of_lavapipe16 LP_NATIVE_VECTOR_WIDTH=512)
foreach(width 4 8 16)
  list(APPEND environment_of_lavapipe${width} VK_DRIVER_FILES=${lavapipe_icd}
    VK_ICD_FILENAMES=${lavapipe_icd} LP_NUM_THREADS=0)
endforeach()
set(environment_of_swiftshader VK_DRIVER_FILES=${swiftshader_icd} VK_ICD_FILENAMES=${swiftshader_icd})
foreach(driver IN LISTS vulkan_drivers)
  list(APPEND environment_of_${driver} PUMICE_DEVICE=vulkan:0 PUMICE_VALIDATION=1)
endforeach()

# lavapipe8 with the group sizes and dense kernels of a GPU.
set(gpu_policy_drivers)
if(lavapipe_icd)
  list(APPEND gpu_policy_drivers gpu_policy)
  set(environment_of_gpu_policy ${environment_of_lavapipe8} PUMICE_GPU_POLICY=1)
endif()

set(environment_of_all PUMICE_FALLBACK=error
  # Tests run side by side: a pool that spins while it waits would take their processors.
  OMP_WAIT_POLICY=passive)
if(PUMICE_SANITIZE MATCHES "address")
  list(APPEND environment_of_all LSAN_OPTIONS=suppressions=${CMAKE_CURRENT_LIST_DIR}/leaks.txt)
endif()

# Has a test run on a driver.
function(set_driver test driver)
  set_tests_properties(${test} PROPERTIES
    ENVIRONMENT "${environment_of_all};${environment_of_${driver}}"
    # The first run on a machine compiles every kernel: on a busy one that takes a quarter of an hour.
    LABELS "${driver}" TIMEOUT 2700)
endfunction()

# Registers the binary of a folder as the test FOLDER.DRIVER; further arguments go to the binary.
function(add_driver_test folder driver)
  add_test(NAME ${folder}.${driver} COMMAND test_${folder} ${ARGN})
  set_driver(${folder}.${driver} ${driver})
endfunction()
