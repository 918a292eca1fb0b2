#include "unit/store/store_double.h"

#include "unit/store/store_conformance.h"

namespace baryon::store {

class StoreDoubleHarness {
 public:
  static const char* reason_to_skip() { return nullptr; }
  Store& store() { return store_; }

 private:
  StoreDouble store_;
};

class VersionedStoreDoubleHarness {
 public:
  static const char* reason_to_skip() { return nullptr; }
  Store& store() { return store_; }

 private:
  StoreDouble store_{StoreDouble::Versioning::on};
};

INSTANTIATE_TYPED_TEST_SUITE_P(StoreDouble, StoreConformance, StoreDoubleHarness);
INSTANTIATE_TYPED_TEST_SUITE_P(VersionedStoreDouble, StoreConformance, VersionedStoreDoubleHarness);

namespace {

TEST(StoreDouble, FailsAsOftenAsItIsTold) {
  StoreDouble store;
  store.fail_next(StoreDouble::Call::put, {.code = ErrorCode::unavailable, .message = "full"}, 2);
  auto file = file_of("x");
  EXPECT_EQ(store.put("a", file, {}).error().message, "full");
  EXPECT_FALSE(store.put("a", file, {}));
  EXPECT_TRUE(store.put("a", file, {}));
  EXPECT_EQ(store.calls(StoreDouble::Call::put), 3);
  store.damage("a");
  EXPECT_EQ(store.get("a", Collected().sink).error().code, ErrorCode::corrupt);
}

TEST(StoreDouble, KeepsVersionsAndMarkersAsABucketDoes) {
  StoreDouble store(StoreDouble::Versioning::on);
  auto first = file_of("first");
  auto second = file_of("second");
  ASSERT_TRUE(store.put("a", first, {}));
  ASSERT_TRUE(store.put("a", second, {}));
  ASSERT_TRUE(store.remove("a"));
  EXPECT_TRUE(store.list("")->empty());
  const auto versions = *store.list_versions("");
  ASSERT_EQ(versions.size(), 3);
  EXPECT_TRUE(versions[0].is_delete_marker && versions[0].is_latest);
  EXPECT_EQ(versions[1].size, 6);
  ASSERT_TRUE(store.remove_versions(std::span(versions).first(2)));
  EXPECT_EQ(store.content("a"), "first");
}

}  // namespace
}  // namespace baryon::store
