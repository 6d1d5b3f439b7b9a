"""The kernel dialect of shaders/README.md: parsing, code generation, SPIR-V."""
