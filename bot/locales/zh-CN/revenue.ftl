# /insights revenue：会员带来的收入，每次一种货币。

revenue-none = 暂无数据。从第一笔付费会员开始统计。
revenue-no-currency = 没有「{ $currency }」的数据。有数据的货币：{ $known }。

revenue-title = ## 收入（{ $currency }）
revenue-mrr = 🟢 **MRR { $mrr }**（月初以来 { $change }），来自 **{ $members }** 位付费成员
revenue-offer = • **{ $plan }**，{ $price }：{ $members } 位成员，MRR { $mrr }
revenue-offers-more = • 另有 { $count } 种价格
revenue-past-due = ⚠️ 有流失风险：{ $count } 笔续费失败，共 { $amount }，MRR { $mrr }
revenue-cancelling = 即将结束：{ $count } 个订阅已取消，MRR { $mrr }
revenue-trials-now = 试用中：{ $count } 位成员，尚未计入 MRR

revenue-this-month = **{ $month }（截至目前）**
revenue-last-month = **{ $month }**
revenue-moved = 成员：新增 { $new } 位（MRR { $new_mrr }），流失 { $lost } 位（{ $lost_mrr }）
revenue-changed = 价格变动：{ $more }，{ $less }
revenue-trials = 试用：开始 { $started }，转为付费 { $converted }，未付款而结束 { $ended }
revenue-received = 🟦 收款：{ $amount }
revenue-within = （{ $list }）
revenue-and = ，
revenue-of-once = 其中一次性付款 { $amount }
revenue-of-tax = 含税 { $amount }
revenue-gone = 🟥 { $list } · 剩余：{ $net }
revenue-refunds = { $count } 笔退款：{ $amount }
revenue-disputes = { $count } 起争议{ $lost ->
    [0] { "" }
   *[other] （败诉 { $lost } 起）
}：{ $amount }

revenue-year = **近一年：**🟢 各月末的 MRR，🟦 收款（+），🟥 退款与争议（−）
revenue-alt = 近十二个月的图表，货币 { $currency }。月份：MRR / 收款 / 退款与争议。
revenue-basis =
    -# **MRR**（月度经常性收入）是现有订阅每月带来的金额：年付 ÷ 12，季付 ÷ 3，周付 × 52 ÷ 12，扣除持续有效的折扣，不含税。试用不计入；续费失败的在结束前仍计入。新增与流失比较的是两个时刻，其间来了又走的成员两边都不算。
    -# 收款含税，未扣除 Stripe 手续费。争议在胜诉前一直计入。不同货币从不相加。月份按时区 { $zone } 计算。
revenue-others = -# 其他货币（MRR）：{ $list }。可用「货币」选项选择。
revenue-incomplete = -# ⚠️ 机器人开始统计之前的付款尚未计入。每晚与 Stripe 核对时会补上最近 13 个月的付款。
