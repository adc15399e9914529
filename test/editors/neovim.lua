-- Opens a program in Neovim with the lines of the manual, asks what a person would ask, and prints the answers as one line of JSON.
local file = vim.env.ADG_FILE
dofile(vim.env.ADG_INIT)
vim.cmd("edit " .. file)
local buffer = vim.api.nvim_get_current_buf()
local answers = { filetype = vim.bo.filetype }

local function wait(condition)
  return vim.wait(15000, condition, 20)
end

local function at(line, character)
  return {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    position = { line = line, character = character },
  }
end

local function ask(method, params)
  local replies = vim.lsp.buf_request_sync(buffer, method, params, 15000) or {}
  for _, reply in pairs(replies) do
    return reply.result
  end
end

wait(function()
  return #vim.diagnostic.get(buffer) > 0
end)
answers.diagnostics = vim.tbl_map(function(each)
  return { line = each.lnum, from = each.col, to = each.end_col, message = each.message }
end, vim.diagnostic.get(buffer))

local definition = ask("textDocument/definition", at(6, 19))
local target = definition[1] or definition
answers.definition = (target.range or target.targetSelectionRange).start.line

local hover = ask("textDocument/hover", at(6, 19))
answers.hover = hover.contents.value

local completion = ask("textDocument/completion", at(6, 18))
answers.completion = vim.tbl_map(function(item)
  return item.label
end, completion.items or completion)

-- The mistake is mended by what the server offers for it.
local mistake = vim.diagnostic.get(buffer)[1]
local range = {
  start = { line = mistake.lnum, character = mistake.col },
  ["end"] = { line = mistake.end_lnum, character = mistake.end_col },
}
local actions = ask("textDocument/codeAction", {
  textDocument = vim.lsp.util.make_text_document_params(buffer),
  range = range,
  context = { diagnostics = { mistake.user_data and mistake.user_data.lsp or nil } },
})
local client = vim.lsp.buf_get_clients(buffer)[next(vim.lsp.buf_get_clients(buffer))]
for _, action in ipairs(actions) do
  if action.kind == "quickfix" then
    answers.fix = action.title
    if not action.edit then
      action = ask("codeAction/resolve", action)
    end
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
    break
  end
end

-- A rename, then a clean buffer.
local edit = ask("textDocument/rename", vim.tbl_extend("force", at(1, 6), { newName = "page" }))
vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
wait(function()
  return #vim.diagnostic.get(buffer) == 0
end)
answers.left = #vim.diagnostic.get(buffer)
answers.text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), "\n")

io.stdout:write(vim.fn.json_encode(answers) .. "\n")
vim.cmd("qall!")
