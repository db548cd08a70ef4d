# A newcomer's whole vocabulary. Nothing has to be installed first: the first command fetches what it needs
# into .boot and .venv, and nowhere else. PORT=8080 make demo chooses where the demo listens.

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset check test bench vendor screenshots

help: ## 显示这些命令 | show these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: .venv/.installed-demo ## 启动演示登记系统 | start a demo register with invented data
	@.venv/bin/registry demo

demo-reset: .venv/.installed-demo ## 清空并重建演示数据 | start over with fresh demo data
	@.venv/bin/registry demo --reset

check: .venv/.installed-dev ## 快速检查：格式、类型、架构 | formatting, types, architecture
	@.ci/check

test: check ## 检查并运行全部测试 | everything: the check, then all tests
	@.ci/bootstrap browser
	@.venv/bin/coverage run -m pytest -n0 -q tests/domain tests/vectors
	@.venv/bin/coverage report
	@.venv/bin/pytest -n auto --dist loadfile --ignore=tests/domain --ignore=tests/vectors

bench: .venv/.installed-dev ## 测速（数分钟）：与最低成本之比 | speed in ratios, a few minutes; SCALE=1000000 (bench/README.md)
	@SCALE=$(SCALE) .venv/bin/python -m bench

vendor: .venv/.installed-dev ## 重取 /docs 与 /verify 所用他人的程序、证明的字体并核对摘要（需 npm） | fetch what others made, by pinned digest (needs npm)
	@.ci/vendor

screenshots: .venv/.installed-dev ## 重拍 docs/pictures 中的页面图片（需 chromium） | take the pictures of the guides anew (needs chromium)
	@.venv/bin/python -m tests.e2e.pictures

# The demo needs half of what the tests need, so it does not wait for the rest.
.venv/.installed-demo: pyproject.toml uv.lock
	@.ci/bootstrap demo

.venv/.installed-dev: pyproject.toml uv.lock
	@.ci/bootstrap dev
