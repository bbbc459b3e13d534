-- What a writer does in Neovim, and what she sees: the steps that the stories in this folder are told in.
-- Run by tests/neovim.rs as `nvim --clean --headless -l STORY.lua CONFIG_FOLDER WORKSPACE`.
--
-- Three things go wrong silently in a headless Neovim, and are checked here for every story: a
-- configuration that does not exist or cannot start attaches nothing, an error inside a callback only
-- lands in v:errmsg, and a script that stops half-way still exits with 0.

local writer = {}

-- Milliseconds. Nothing waits this long unless it fails; the machine may be busy.
local PATIENCE = 20000

writer.config = assert(_G.arg[1], 'the folder of the editor configuration is missing')
writer.workspace = assert(_G.arg[2], 'the workspace is missing')

--- Waits until `condition` holds; `what` says what is being waited for, and may be a function.
function writer.wait(what, condition)
  if not vim.wait(PATIENCE, condition, 10) then
    error('never came true: ' .. (type(what) == 'function' and what() or what), 2)
  end
end

--- The path of a file in the workspace.
function writer.path(name)
  return writer.workspace .. '/' .. name
end

--- Writes a file of the workspace as another program would: not through Neovim.
function writer.put(name, text)
  local path = writer.path(name)
  local fresh = path .. '.new'
  vim.fn.mkdir(vim.fs.dirname(path), 'p')
  local file = assert(io.open(fresh, 'wb'))
  assert(file:write(text))
  assert(file:close())
  -- In one step: a policy that is still being written would be read as one that says nothing.
  assert(vim.uv.fs_rename(fresh, path))
end

--- The bytes of a file of the workspace as they stand on disk.
function writer.disk(name)
  local file = assert(io.open(writer.path(name), 'rb'))
  local text = assert(file:read('*a'))
  file:close()
  return text
end

--- Fails unless the two are the same, and shows both.
function writer.same(expected, actual, what)
  if not vim.deep_equal(expected, actual) then
    error(('%s\nexpected: %s\n  actual: %s'):format(what, vim.inspect(expected), vim.inspect(actual)), 2)
  end
end

--- The server that serves a buffer; fails where there is none.
function writer.client(buffer)
  local function clients()
    return vim.lsp.get_clients({ bufnr = buffer, name = 'customary' })
  end
  writer.wait('customary is attached', function()
    return #clients() == 1 and clients()[1].initialized
  end)
  return clients()[1]
end

--- Whether the server of a buffer offers a command, by its full name.
function writer.offers(buffer, command)
  local provider = writer.client(buffer).server_capabilities.executeCommandProvider
  return vim.list_contains(provider and provider.commands or {}, command)
end

--- Opens a file of the workspace in the window, as `:edit` does, and waits for the server.
function writer.open(name)
  vim.cmd.edit(vim.fn.fnameescape(writer.path(name)))
  local buffer = vim.api.nvim_get_current_buf()
  writer.client(buffer)
  return buffer
end

--- The buffer's text.
function writer.text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n')
end

local function shown(buffer)
  local rows = {}
  for _, d in ipairs(vim.diagnostic.get(buffer)) do
    local text = vim.api.nvim_buf_get_text(buffer, d.lnum, d.col, d.end_lnum, d.end_col, {})
    rows[#rows + 1] = ('%d:%d %s (%s, %s)'):format(
      d.lnum + 1,
      d.col + 1,
      table.concat(text, '\n'),
      vim.diagnostic.severity[d.severity]:lower(),
      d.source
    )
  end
  table.sort(rows, function(a, b)
    return vim.version.lt(a:match('^%d+:%d+'):gsub(':', '.') .. '.0', b:match('^%d+:%d+'):gsub(':', '.') .. '.0')
  end)
  return rows
end

--- Waits until exactly these findings are shown, and that each says which word to use. A finding is written
--- { 'LINE:COLUMN', 'the word', 'the word to use' }, counted from 1, the column in bytes as Neovim does; the
--- severity is a warning unless a fourth entry says otherwise.
function writer.sees(buffer, findings)
  local expected = vim.tbl_map(function(f)
    return ('%s %s (%s, customary)'):format(f[1], f[2], f[4] or 'warn')
  end, findings)
  writer.wait(function()
    return ('these findings\n%s\nshown are\n%s'):format(vim.inspect(expected), vim.inspect(shown(buffer)))
  end, function()
    return vim.deep_equal(expected, shown(buffer))
  end)
  local diagnostics = vim.diagnostic.get(buffer)
  for _, f in ipairs(findings) do
    local told = vim.iter(diagnostics):any(function(d)
      return ('%d:%d'):format(d.lnum + 1, d.col + 1) == f[1] and d.message:find('“' .. f[3] .. '”', 1, true)
    end)
    assert(told, ('the message at %s names “%s”: %s'):format(f[1], f[3], vim.inspect(diagnostics)))
  end
end

--- Puts the cursor on the first letter of `word`, the first one after `before` where that is given.
function writer.point_at(word, before)
  vim.fn.cursor(1, 1)
  if before then
    assert(vim.fn.search('\\V' .. before, 'cW') > 0, 'the text holds ' .. before)
  end
  assert(vim.fn.search('\\V' .. word, 'cW') > 0, 'the text holds ' .. word)
end

--- Presses keys with their usual meaning, as `:normal` does.
function writer.press(keys)
  vim.cmd.normal(vim.keycode(keys))
end

--- Opens the menu of code actions at the cursor and chooses the one whose kind and title fit.
--- `selecting` are keys that select text first. `vim.ui.select` reads the terminal, which a headless Neovim
--- has not: it alone is replaced.
function writer.choose(kind, title, selecting)
  local menu, chosen
  local select = vim.ui.select
  vim.ui.select = function(items, options, choose)
    vim.ui.select = select
    writer.same('codeaction', options.kind, 'the menu is one of code actions')
    menu = vim.tbl_map(function(item)
      return ('%s | %s'):format(item.action.kind, options.format_item(item))
    end, items)
    for i, item in ipairs(items) do
      if not chosen and item.action.kind == kind and item.action.title:find(title) then
        chosen = item.action
        return choose(item, i)
      end
    end
    choose(nil, nil)
  end
  writer.press((selecting or '') .. 'gra')
  writer.wait('a menu of code actions', function()
    return menu ~= nil
  end)
  assert(chosen, ('the menu offers %s | %s: %s'):format(kind, title, vim.inspect(menu)))
  return chosen
end

--- Waits until the buffer's text holds `text`.
function writer.reads(buffer, text)
  writer.wait(function()
    return ('the text holds “%s”:\n%s'):format(text, writer.text(buffer))
  end, function()
    return writer.text(buffer):find(text, 1, true) ~= nil
  end)
end

--- Ends the block of changes that one `u` takes back, as a writer does who pauses between two of them.
function writer.pause()
  vim.o.undolevels = vim.o.undolevels
end

--- Applies all safe fixes of the file, as the README's key does.
function writer.fix_all()
  vim.lsp.buf.code_action({ context = { only = { 'source.fixAll.customary' }, diagnostics = {} }, apply = true })
end

local function report()
  pcall(vim.cmd.checkhealth, 'vim.lsp')
  local health = writer.text(0)
  local _, log = pcall(vim.fn.readfile, vim.lsp.get_log_path())
  return ('\n---- :checkhealth vim.lsp\n%s\n---- %s\n%s'):format(
    health,
    vim.lsp.get_log_path(),
    type(log) == 'table' and table.concat(log, '\n') or 'none'
  )
end

--- Runs `act` and gives the first message after it that `fits`, a text to find, and its level; what is shown
--- to the person on the way is taken note of, and shown nowhere.
function writer.told(fits, act)
  local said, notify = {}, vim.notify
  vim.notify = function(message, level)
    said[#said + 1] = { message, level }
  end
  act()
  local found
  local ok, trouble = pcall(writer.wait, function()
    return ('a message with “%s”: %s'):format(fits, vim.inspect(said))
  end, function()
    found = vim.iter(said):find(function(entry)
      return entry[1]:find(fits, 1, true) ~= nil
    end)
    return found ~= nil
  end)
  vim.notify = notify
  if not ok then
    error(trouble, 2)
  end
  return found[1], found[2]
end

--- Tells a story: sets Neovim up as the README says, runs the steps, and ends with no error unseen.
function writer.story(steps)
  assert(vim.fn.has('nvim-0.11') == 1, 'Neovim 0.11 or later is needed')
  assert(vim.fn.executable('customary') == 1, 'customary is on the PATH')
  vim.opt.runtimepath:prepend(writer.config)
  vim.cmd.runtime('plugin/customary.lua') -- which Neovim does by itself when it starts with the folder on its path
  vim.cmd.cd(vim.fn.fnameescape(writer.workspace))
  vim.cmd('filetype on') -- off at first in a script run with -l
  vim.lsp.enable('customary')
  local fine, trouble = xpcall(steps, debug.traceback)
  if not fine then
    error(trouble .. report(), 0)
  end
  assert(vim.v.errmsg == '', 'an error on the way: ' .. vim.v.errmsg)
  io.stdout:write('the story was told to its end\n')
end

return writer
