# 管理团队在 /staff audit 中看到的操作记录。

audit-title = 操作记录
audit-title-member = 关于 { $member } 的操作记录
audit-none = 还没有任何记录。
audit-footer = 最新的在前。
audit-more = 仅显示最新的 { $count } 条；指定成员可查看更早的记录。
audit-by = 操作人 { $actor }
audit-by-lyceum = 由 Lyceum 自动执行
audit-reason = 「{ $reason }」

audit-role-grant = 🏷️ { $member } 获得 { $role }（{ $plan }：{ $why }）
audit-role-revoke = 🏷️ { $member } 失去 { $role }（{ $plan }：{ $why }）
audit-role-grant-moved = 🏷️ { $member } 获得 { $role }：方案的身份组有变动
audit-role-revoke-moved = 🏷️ { $member } 失去 { $role }：不再符合条件
audit-grants-give = 🎁 授予 { $member } { $plan }，直到收回为止
audit-grants-give-days = { $days ->
   *[other] 🎁 授予 { $member } { $plan } { $days } 天
}
audit-grants-revoke = ✂️ 收回 { $member } 的 { $plan }（`{ $source }`）
audit-grants-export = 📤 导出了全部会员
audit-grants-assign = 🔗 将 `{ $source }`（{ $plan }）指定给 { $member }
audit-grants-move = 🔀 将 { $plan } 从 { $from } 转移到 { $to }
audit-grants-adopt = 📥 为 { $member } 接管了 `{ $source }`（{ $plan }）
audit-file-add = 📦 保存了「{ $file }」的一个版本
audit-file-withdrawn = 📦 撤下了「{ $file }」的一个版本
audit-file-offered = 📦 重新提供了「{ $file }」的一个版本
audit-coupon-add = 🎟️ 创建了优惠券 { $code }
audit-coupon-retire = 🎟️ 停用了优惠券 { $code }
audit-licence-limit = 🔑 把「{ $title }」的一个许可证上限改为 { $devices } 台设备 { $member }
audit-licence-revoke = 🔑 收回了「{ $title }」的一个许可证 { $member }
audit-licence-restore = 🔑 恢复了「{ $title }」的一个许可证 { $member }
audit-licence-replace = 🔑 为「{ $title }」的一个许可证换了新密钥 { $member }
audit-licence-import = 🔑 为「{ $title }」导入了 { $keys } 个密钥
audit-licence-free = 🔑 释放了「{ $title }」的一个许可证的所有设备 { $member }
audit-certificate-revoke = 🎓 让证书 { $number } 失效
audit-grants-reconcile = ⚖️ 执行了一次身份组核对：{ $gains } 人获得身份组，{ $losses } 人失去身份组
audit-plan-add = 🛒 开始出售 { $plan }
audit-plan-edit = ✏️ 修改 { $plan }：{ $changes }
audit-plan-panel = 🛒 在频道中发布方案
audit-plan-welcome = ✏️ 修改 { $plan } 的欢迎语
audit-plan-retire = 🛒 停售 { $plan }
audit-plan-price-add = 🛒 修改了 { $plan } 的价格
audit-plan-price-retire = 🛒 停售了 { $plan } 的一个价格
audit-code-redeem = 🎟️ { $member } 兑换了 { $plan } 的兑换码
audit-code-show = 🎟️ { $member } 重新生成了 { $plan } 的兑换码
audit-digest-schedule = 📰 设定了精选的发布时间
audit-digest-pause = 📰 暂停了精选
audit-digest-resume = 📰 恢复了精选
audit-digest-post = 📰 手动发布了精选
audit-digest-preview = 📰 预览了 { $member } 的精选
audit-brake-release = ▶️ 允许继续收回异常数量的身份组
audit-weights-freeze = ⚖️ 锁定了推荐的权重
audit-weights-unfreeze = ⚖️ 解除了推荐权重的锁定
audit-weights-reset = ⚖️ 将推荐的权重恢复为默认
audit-settings-change = ⚙️ 修改了「{ $setting }」：{ $before } → { $after }
audit-settings-reset = ⚙️ 将「{ $setting }」恢复为 settings.toml 的值：{ $before } → { $after }
audit-access-change = 🔑 修改了 { $role } 的管理权限：{ $before } → { $after }
audit-member-kick = 🚪 按方案设置，{ $member } 已被移出服务器
audit-content-add = 📄 新建「{ $title }」
audit-content-cover = 🖼️ 修改「{ $title }」的封面
audit-content-edit = ✏️ 修改「{ $title }」的文字
audit-content-message = 💬 把消息变成草稿
audit-content-agreed = 💬 同意出售消息
audit-content-declined = 💬 拒绝出售消息
audit-content-publish = 📢 发布「{ $title }」
audit-content-retire = 🗄️ 停售「{ $title }」
audit-content-include = 🔗 { $plan } 现已包含「{ $title }」
audit-content-exclude = 🔗 { $plan } 不再包含「{ $title }」
audit-content-builds-on = 🧭 「{ $title }」现在以「{ $before }」为基础
audit-content-builds-on-no-more = 🧭 「{ $title }」不再以「{ $before }」为基础
audit-refund-refunded = ↩️ 向 { $member } 退款：{ $plan }（`{ $source }`）
audit-refund-declined = ↩️ 拒绝向 { $member } 退款：{ $plan }
audit-preset-build = 🧱 创建了预设{ $title ->
        [course] 课程
        [blog] 博客
       *[tools] 工具
    }
audit-preset-undo = 🧱 撤销了预设{ $title ->
        [course] 课程
        [blog] 博客
       *[tools] 工具
    }
audit-other = 📝 { $action } { $member }
