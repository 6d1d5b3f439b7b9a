// Params and buffers of a kernel as members of the struct that holds its text, for C++ and CUDA.
#define PARAMS(...) \
  struct Params { \
    __VA_ARGS__ \
  }; \
  Params p;
#define LOADER_(K, name) \
  ALWAYS_INLINE typename Elem<K>::Compute name##_load(size_t i) const { \
    return Elem<K>::load(name##_data[i]); \
  }
#define STORER_(K, name) \
  ALWAYS_INLINE void name##_store(size_t i, typename Elem<K>::Compute v) { \
    name##_data[i] = Elem<K>::store(v); \
  }
#define READS(n, K, name) const typename Elem<K>::Raw* name##_data; LOADER_(K, name)
#define WRITES(n, K, name) typename Elem<K>::Raw* name##_data; STORER_(K, name)
#define UPDATES(n, K, name) typename Elem<K>::Raw* name##_data; LOADER_(K, name) STORER_(K, name)
#define LOAD(name, i) name##_load(i)
#define STORE(name, i, v) name##_store(i, v)
