#include "unit/store/store_double.h"

#include "unit/store/store_conformance.h"

namespace baryon::store {

class StoreDoubleHarness {
 public:
  Store& store() { return store_; }

 private:
  StoreDouble store_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(StoreDouble, StoreConformance, StoreDoubleHarness);

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

}  // namespace
}  // namespace baryon::store
