// SPDX-License-Identifier: Apache-2.0
// Ref: one counted reference to a GObject or a mini-object; Connection: a signal handler with a
// life.
#pragma once

#include <glib-object.h>

#include <utility>

namespace base {

/// How a foreign type is counted. Specialised for types that are not GObjects.
template <class T>
struct RefTraits {
  static void ref(T* object) { g_object_ref(object); }
  static void unref(T* object) { g_object_unref(object); }
};

/// Owns one reference. The three ways in are named after GLib's transfer rules.
template <class T>
class Ref {
 public:
  Ref() = default;
  /// Transfer full: the reference becomes ours.
  static Ref adopt(T* object) { return Ref(object); }
  /// Transfer none: we take one more reference.
  static Ref share(T* object) {
    if (object != nullptr) RefTraits<T>::ref(object);
    return Ref(object);
  }
  /// Floating: the first owner sinks it. GObjects only.
  static Ref sink(T* object) {
    if (object != nullptr) g_object_ref_sink(object);
    return Ref(object);
  }

  Ref(const Ref& other) : Ref(share(other.object_)) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_ != nullptr) RefTraits<T>::unref(object_);
  }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  /// Gives the reference away (for a "transfer full" parameter).
  [[nodiscard]] T* release() { return std::exchange(object_, nullptr); }
  void reset() { *this = Ref(); }

 private:
  explicit Ref(T* object) : object_(object) {}
  T* object_ = nullptr;
};

/// A connected signal handler; disconnects when destroyed. Keeps the object alive meanwhile.
class Connection {
 public:
  Connection() = default;
  /// `handler` is a plain C callback for `signal`; `data` must outlive the connection.
  Connection(GObject* object, const char* signal, GCallback handler, void* data)
      : object_(Ref<GObject>::share(object)),
        id_(g_signal_connect(object, signal, handler, data)) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&& other) noexcept
      : object_(std::move(other.object_)), id_(std::exchange(other.id_, 0)) {}
  Connection& operator=(Connection&& other) noexcept {
    disconnect();
    object_ = std::move(other.object_);
    id_ = std::exchange(other.id_, 0);
    return *this;
  }
  ~Connection() { disconnect(); }

  void disconnect() {
    if (object_ && id_ != 0) g_signal_handler_disconnect(object_.get(), id_);
    id_ = 0;
    object_.reset();
  }

 private:
  Ref<GObject> object_;
  gulong id_ = 0;
};

}  // namespace base
