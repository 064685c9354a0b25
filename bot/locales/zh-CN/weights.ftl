# 服务器的推荐权重：/insights weights 与 /staff weights。

weights-are-default = 这里的推荐已经在使用默认权重。
weights-are-frozen = 权重已经锁定。
weights-not-frozen = 权重没有锁定。
