# 给管理团队的每周小结；标题为 turn-staff-weekly。

summary-members = { $currency }：{ $members } 位付费成员（新增 { $new } 位，流失 { $lost } 位）
summary-trials = 试用：开始 { $started }，转为付费 { $converted }，未付款而结束 { $ended }
summary-leaving = 可能流失：{ $failed } 笔续费失败，{ $cancelled } 个已取消
summary-mrr = MRR { $mrr }（{ $change }）
summary-income = 收款 { $received }，退款与争议 { $gone }
