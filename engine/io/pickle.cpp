// The pickle machine: a stack, marks on it, and a memo.
#include "io/pickle.h"

#include <bit>
#include <cstring>
#include <unordered_map>

#include "pumice/error.h"

namespace pumice::io {

namespace {

using Kind = Object::Kind;

// A file of a byte per object could otherwise take a hundred times its size.
constexpr size_t kMaxObjects = 2'000'000;

class Machine {
 public:
  Machine(std::string_view bytes, const PickleHooks& hooks, std::deque<Object>& objects)
      : bytes_(bytes), hooks_(hooks), objects_(objects) {}

  const Object* run() {
    while (true) {
      const auto op = static_cast<unsigned char>(take(1)[0]);
      if (op == '.') break;
      if (!scalar(op) && !text(op) && !container(op) && !memo(op) && !object(op))
        fail("holds the pickle instruction " + std::to_string(op) + ", which is not read");
    }
    return pop();
  }

 private:
  [[noreturn]] static void fail(const std::string& what) { throw Error(ErrorKind::format, what); }
  static void check(bool ok) {
    if (!ok) fail("holds a pickle that is broken");
  }

  std::string_view take(uint64_t n) {
    check(n <= bytes_.size() - at_);
    const std::string_view piece = bytes_.substr(at_, n);
    at_ += n;
    return piece;
  }
  uint64_t little(size_t n) {
    uint64_t value = 0;
    const std::string_view piece = take(n);
    for (size_t i = n; i-- > 0;) value = value << 8 | static_cast<unsigned char>(piece[i]);
    return value;
  }
  std::string line() {
    const size_t end = bytes_.find('\n', at_);
    check(end != std::string_view::npos);
    const std::string text(take(end - at_));
    take(1);
    return text;
  }

  Object* make(Object object) {
    if (objects_.size() == kMaxObjects) fail("holds too many objects");
    return &objects_.emplace_back(std::move(object));
  }
  bool push(Object object) {
    stack_.push_back(make(std::move(object)));
    return true;
  }
  Object* pop() {
    check(!stack_.empty() && (marks_.empty() || stack_.size() > marks_.back()));
    Object* top = stack_.back();
    stack_.pop_back();
    return top;
  }
  Object* top() const {
    check(!stack_.empty());
    return stack_.back();
  }
  std::vector<Object*> pop_to_mark() {
    check(!marks_.empty());
    std::vector<Object*> items(stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back()),
                               stack_.end());
    stack_.resize(marks_.back());
    marks_.pop_back();
    return items;
  }

  bool push_integer(int64_t value) { return push({.kind = Kind::integer, .integer = value}); }
  bool push_long(size_t bytes) {
    check(bytes <= 8);
    uint64_t value = little(bytes);
    if (bytes > 0 && bytes < 8 && value >> (8 * bytes - 1)) value |= ~uint64_t{0} << 8 * bytes;
    return push_integer(static_cast<int64_t>(value));
  }

  bool scalar(unsigned char op) {
    switch (op) {
      case 'N':
        return push({});
      case 0x88:
      case 0x89:
        return push({.kind = Kind::boolean, .integer = op == 0x88});
      case 'K':
        return push_integer(static_cast<int64_t>(little(1)));
      case 'M':
        return push_integer(static_cast<int64_t>(little(2)));
      case 'J':
        return push_integer(static_cast<int32_t>(little(4)));
      case 0x8a:
        return push_long(little(1));
      case 'G': {
        uint64_t bits = 0;
        for (const char c : take(8)) bits = bits << 8 | static_cast<unsigned char>(c);
        return push({.kind = Kind::number, .number = std::bit_cast<double>(bits)});
      }
      default:
        return false;
    }
  }

  bool push_text(uint64_t size) {
    return push({.kind = Kind::text, .text = std::string(take(size))});
  }
  bool text(unsigned char op) {
    switch (op) {
      case 'X':
      case 'T':
        return push_text(little(4));
      case 0x8c:
      case 'U':
        return push_text(little(1));
      case 0x8d:
        return push_text(little(8));
      default:
        return false;
    }
  }

  bool push_tuple(size_t n) {
    std::vector<Object*> items(n);
    while (n-- > 0) items[n] = pop();
    return push({.kind = Kind::tuple, .items = std::move(items)});
  }
  // Into the container below them.
  bool add(Kind kind, const std::vector<Object*>& items) {
    Object* to = top();
    check(to->kind == kind && (kind != Kind::dict || items.size() % 2 == 0));
    to->items.insert(to->items.end(), items.begin(), items.end());
    return true;
  }
  bool container(unsigned char op) {
    switch (op) {
      case '(':
        marks_.push_back(stack_.size());
        return true;
      case ')':
        return push_tuple(0);
      case 0x85:
      case 0x86:
      case 0x87:
        return push_tuple(op - 0x84u);
      case 't':
        return push({.kind = Kind::tuple, .items = pop_to_mark()});
      case ']':
        return push({.kind = Kind::list});
      case '}':
        return push({.kind = Kind::dict});
      case 'a':
        return add(Kind::list, {pop()});
      case 'e':
        return add(Kind::list, pop_to_mark());
      case 's': {
        Object* value = pop();
        Object* key = pop();
        return add(Kind::dict, {key, value});
      }
      case 'u':
        return add(Kind::dict, pop_to_mark());
      default:
        return false;
    }
  }

  bool memo(unsigned char op) {
    const auto put = [&](uint64_t key) {
      memo_[key] = top();
      return true;
    };
    const auto get = [&](uint64_t key) {
      const auto found = memo_.find(key);
      check(found != memo_.end());
      stack_.push_back(found->second);
      return true;
    };
    switch (op) {
      case 'q':
        return put(little(1));
      case 'r':
        return put(little(4));
      case 0x94:
        return put(memo_.size());
      case 'h':
        return get(little(1));
      case 'j':
        return get(little(4));
      default:
        return false;
    }
  }

  bool object(unsigned char op) {
    switch (op) {
      case 0x80:
        check(little(1) <= 5);
        return true;
      case 0x95:  // how much follows
        little(8);
        return true;
      case 'c': {
        const std::string module = line();
        return push({.kind = Kind::global, .text = module + " " + line()});
      }
      case 0x93: {
        const Object *name = pop(), *module = pop();
        check(name->kind == Kind::text && module->kind == Kind::text);
        return push({.kind = Kind::global, .text = module->text + " " + name->text});
      }
      case 'R': {
        const Object *arguments = pop(), *callee = pop();
        check(callee->kind == Kind::global && arguments->kind == Kind::tuple);
        return push(hooks_.call(callee->text, *arguments));
      }
      case 'Q':
        return push(hooks_.persistent(*pop()));
      case 0x81: {
        pop();  // arguments of __new__
        const Object* of = pop();
        check(of->kind == Kind::global);
        return push({.kind = Kind::instance, .text = of->text});
      }
      case 'b':
        return build(pop());
      default:
        return false;
    }
  }
  // Fields of an instance; those that a dict or list may have besides its items are of no interest.
  bool build(Object* state) {
    Object* to = top();
    if (to->kind == Kind::dict || to->kind == Kind::list) return true;
    check(to->kind == Kind::instance && to->items.empty());
    if (state->kind == Kind::dict)
      to->items = {state};
    else if (state->kind != Kind::none)
      fail("holds a '" + to->text + "' whose fields cannot be read");
    return true;
  }

  std::string_view bytes_;
  size_t at_ = 0;
  const PickleHooks& hooks_;
  std::deque<Object>& objects_;
  std::vector<Object*> stack_;
  std::vector<size_t> marks_;
  std::unordered_map<uint64_t, Object*> memo_;
};

}  // namespace

Pickle::Pickle(std::string_view bytes, const PickleHooks& hooks)
    : root_(Machine(bytes, hooks, objects_).run()) {}

}  // namespace pumice::io
