# 从 Stripe 返回后看到的页面。

web-paid-title = 谢谢！
web-paid-text = Stripe 确认付款后，Discord 中的权限会立即开通，通常只需几秒钟。现在可以返回了。
web-back = 返回 Discord
web-cancelled-title = 没有扣款
web-cancelled-text = 你离开了付款页面。随时可以在 Discord 中用 { COMMAND("subscribe") } 再次付款。
