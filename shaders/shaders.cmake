# Kernels: what tools/shaders.py writes from shaders/*.comp, and how it is compiled. Included with target
# pumice defined.
set(shader_dir ${PROJECT_SOURCE_DIR}/shaders)
set(shader_out ${PROJECT_BINARY_DIR}/generated/shaders)
set(shader_tool ${PROJECT_SOURCE_DIR}/tools/shaders.py)
file(GLOB shader_files CONFIGURE_DEPENDS ${shader_dir}/*.comp)
file(GLOB shader_parts CONFIGURE_DEPENDS ${shader_dir}/*.def ${shader_dir}/prelude/glsl.h ${shader_dir}/lib/*.glsl)
file(GLOB shader_scripts ${PROJECT_SOURCE_DIR}/tools/dialect/*.py)
list(APPEND shader_scripts ${shader_tool})

# Instruction sets that the CPU's kernels are compiled for; the best one is chosen at run time.
set(cpu_levels baseline)
set(cpu_flags_baseline -O2)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  list(APPEND cpu_levels v3 v4)
  set(cpu_flags_v3 -O3 -march=x86-64-v3)
  set(cpu_flags_v4 -O3 -march=x86-64-v4 -mprefer-vector-width=512)
else()
  set(cpu_flags_baseline -O3)
endif()

set(PUMICE_CPU_LEVELS "" CACHE STRING "Only these instruction sets (baseline v3 v4), for quick builds")
if(PUMICE_CPU_LEVELS)
  set(chosen)
  foreach(level ${cpu_levels})  # in their order, lowest first
    if(level IN_LIST PUMICE_CPU_LEVELS)
      list(APPEND chosen ${level})
    endif()
  endforeach()
  list(LENGTH chosen found)
  list(LENGTH PUMICE_CPU_LEVELS wanted)
  if(NOT found EQUAL wanted)
    message(FATAL_ERROR "pumice: PUMICE_CPU_LEVELS=${PUMICE_CPU_LEVELS}, but here are: ${cpu_levels}")
  endif()
  set(cpu_levels ${chosen})
endif()

# One implementation file per kernel; those that only implement another's kernel are for Vulkan alone.
set(cpu_sources ${shader_out}/cpu/tables.cpp)
set(shader_names)
foreach(file ${shader_files})
  get_filename_component(name ${file} NAME_WE)
  list(APPEND shader_names ${name})
  file(STRINGS ${file} implements REGEX "^// implements:")
  if(NOT implements)
    list(APPEND kernel_headers ${shader_out}/kernels/${name}.h)
    list(APPEND cpu_sources ${shader_out}/cpu/${name}.cpp)
  endif()
endforeach()

set(code_args --shaders ${shader_dir} --out ${shader_out})
foreach(level ${cpu_levels})
  list(APPEND code_args --level ${level})
endforeach()
set(code_outputs ${shader_out}/kernels.h ${kernel_headers} ${shader_out}/kernels.cpp ${cpu_sources})
if(PUMICE_VULKAN)
  list(APPEND code_args --vulkan)
  list(APPEND code_outputs ${shader_out}/spirv.cpp ${shader_out}/spirv.S)
endif()
add_custom_command(
  OUTPUT ${code_outputs}
  COMMAND Python3::Interpreter ${shader_tool} code ${code_args}
  DEPENDS ${shader_files} ${shader_parts} ${shader_scripts}
  COMMENT "Reading shaders" VERBATIM)
add_custom_target(pumice_kernels DEPENDS ${code_outputs})
add_dependencies(pumice pumice_kernels)
target_sources(pumice PRIVATE ${shader_out}/kernels.cpp ${shader_out}/cpu/tables.cpp)

list(REMOVE_ITEM cpu_sources ${shader_out}/cpu/tables.cpp)
foreach(level ${cpu_levels})
  add_library(pumice_cpu_${level} OBJECT ${cpu_sources}
    ${CMAKE_CURRENT_SOURCE_DIR}/cpu/elements_block.cpp ${CMAKE_CURRENT_SOURCE_DIR}/cpu/gemm_block.cpp)
  add_dependencies(pumice_cpu_${level} pumice_kernels)
  target_include_directories(pumice_cpu_${level} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${shader_dir})
  target_compile_definitions(pumice_cpu_${level} PRIVATE PUMICE_ISA=${level} PUMICE_ISA_${level})
  # Kernels are loops whose speed is the product, so they are optimised in every build type. Integers wrap as
  # they do on devices; NaN and infinity stay themselves.
  target_compile_options(pumice_cpu_${level} PRIVATE ${cpu_flags_${level}}
    -fno-math-errno -fno-trapping-math -ffp-contract=fast -fwrapv -fno-exceptions -fno-asynchronous-unwind-tables
    -Wno-unknown-pragmas -Wno-psabi)
  if(PUMICE_SANITIZE)
    target_compile_options(pumice_cpu_${level} PRIVATE -fsanitize=${PUMICE_SANITIZE})
  endif()
  target_sources(pumice PRIVATE $<TARGET_OBJECTS:pumice_cpu_${level}>)
endforeach()

if(NOT PUMICE_VULKAN)
  return()
endif()

find_program(PUMICE_GLSLC glslc HINTS ${PUMICE_TOOLCHAIN}/bin NO_CACHE REQUIRED)
find_program(PUMICE_SPIRV_VAL spirv-val HINTS ${PUMICE_TOOLCHAIN}/bin NO_CACHE)
if(NOT PUMICE_SPIRV_VAL)
  set(PUMICE_SPIRV_VAL "")
  message(STATUS "pumice: spirv-val not found, shaders are not validated")
endif()
if(DEFINED ENV{XDG_CACHE_HOME})
  set(shader_cache $ENV{XDG_CACHE_HOME}/pumice/spirv)
else()
  set(shader_cache $ENV{HOME}/.cache/pumice/spirv)
endif()

# Extensions that older glslc versions lack: shaders that need one are left out, saying so.
foreach(extension GL_KHR_cooperative_matrix GL_EXT_integer_dot_product)
  file(WRITE ${shader_out}/probe.comp "#version 450\n#extension ${extension} : require\nvoid main() {}\n")
  execute_process(COMMAND ${PUMICE_GLSLC} --target-env=vulkan1.3 -o ${shader_out}/probe.spv ${shader_out}/probe.comp
    RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(failed)
    list(APPEND glslc_lacks ${extension})
  endif()
endforeach()

set(shader_packs)
foreach(file ${shader_files})
  get_filename_component(name ${file} NAME_WE)
  set(skip)
  foreach(extension ${glslc_lacks})
    file(STRINGS ${file} uses REGEX "#extension ${extension}")
    if(uses)
      set(skip --skip)
      message(STATUS "pumice: leaving out ${name}, since glslc has no ${extension}")
    endif()
  endforeach()
  set(pack ${shader_out}/spirv/${name}.pack)
  add_custom_command(
    OUTPUT ${pack}
    COMMAND Python3::Interpreter ${shader_tool} spirv --shaders ${shader_dir} --kernel ${name} --out ${pack}
      --glslc ${PUMICE_GLSLC} "--val=${PUMICE_SPIRV_VAL}" "--cache=${shader_cache}" ${skip}
    DEPENDS ${file} ${shader_scripts}
    DEPFILE ${shader_out}/spirv/${name}.d
    COMMENT "Compiling ${name}.comp" VERBATIM)
  list(APPEND shader_packs ${pack})
endforeach()
set_source_files_properties(${shader_out}/spirv.S PROPERTIES OBJECT_DEPENDS "${shader_packs}")
target_sources(pumice PRIVATE ${shader_out}/spirv.cpp ${shader_out}/spirv.S)
