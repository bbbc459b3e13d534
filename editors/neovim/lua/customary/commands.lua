-- What :Customary does. A convenience: everything here is also in Neovim's own keys (gra, the code lens) and
-- in the server's standard commands.

local server = require('customary.server')

local M = {}

-- What a policy can prefer.
local PREFERENCES = { 'client', 'customer', 'consistent', 'by-context', 'both-defined', 'off' }

-- Milliseconds that a server may take to leave by itself before it is ended.
local PATIENCE = 2000

local function tell(message, level)
  vim.notify('Customary: ' .. message, level or vim.log.levels.INFO)
end

local function warn(message)
  tell(message, vim.log.levels.WARN)
end

local function count(number, one, many)
  return ('%d %s'):format(number, number == 1 and one or many)
end

--- The client for the buffer at hand; where there is none the person is told.
local function client_at_hand()
  local client = server.client(0)
  if not client then
    warn('no server is running for this buffer. :checkhealth customary says why.')
  end
  return client
end

--- Sends one of the server's commands about the buffer at hand; `then_do` gets the answer.
local function send(command, arguments, then_do)
  local client = client_at_hand()
  if not client then
    return
  end
  if not server.offers(client, command) then
    local version = vim.tbl_get(client, 'server_info', 'version') or 'of an unknown version'
    return warn(('this server (%s) has no command %s. Install a newer one.'):format(version, command))
  end
  local buffer = vim.api.nvim_get_current_buf()
  -- A buffer that is not served has no place in its workspace: the server's first folder counts then.
  if vim.lsp.buf_is_attached(buffer, client.id) then
    arguments = vim.tbl_extend('error', { uri = vim.uri_from_bufnr(buffer) }, arguments or {})
  end
  local call = { title = command, command = command, arguments = { arguments or vim.empty_dict() } }
  client:exec_cmd(call, { bufnr = buffer }, function(failure, answer)
    if failure then
      return warn(failure.message)
    end
    then_do(answer)
  end)
end

local commands = {}

commands['fix-workspace'] = {
  does = 'make all safe fixes of the workspace',
  run = function()
    send('customary.fixWorkspace', nil, function(answer)
      if type(answer) ~= 'table' or answer.files == 0 or answer.safe == 0 then
        return -- The server has said why there is nothing to make.
      end
      local review = ''
      if answer.review > 0 then
        review = (' %s more for you to look at (gra on the word).'):format(
          answer.review == 1 and 'There is 1' or ('There are %d'):format(answer.review)
        )
      end
      tell(
        ('%s in the workspace. They are not saved yet: :wall saves them.%s'):format(
          count(answer.safe, 'safe fix', 'safe fixes'),
          review
        )
      )
    end)
  end,
}

commands['rescan'] = {
  does = 'read every file of the workspace again',
  run = function()
    send('customary.rescan', nil, function()
      tell('every file of the workspace is being read again.')
    end)
  end,
}

--- Shows text in a window of its own, to be read and not to be changed.
local function show(name, text)
  local buffer = vim.fn.bufnr('^' .. vim.fn.escape(name, '*?,{}[]\\ ') .. '$')
  if buffer == -1 then
    buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(buffer, name)
  end
  -- The type of the buffer before the type of the file: no server is to take it for a file.
  vim.bo[buffer].buftype = 'nofile'
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, true, vim.split(vim.trim(text), '\n'))
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].modified = false
  vim.bo[buffer].filetype = 'toml'
  local window = vim.fn.bufwinid(buffer)
  if window == -1 then
    vim.cmd.split()
    vim.api.nvim_win_set_buf(0, buffer)
  else
    vim.api.nvim_set_current_win(window)
  end
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buffer, nowait = true, desc = 'Close the policy' })
end

commands['policy'] = {
  does = 'show the policy in force for this file',
  run = function()
    local file = vim.api.nvim_buf_get_name(0)
    send('customary.showPolicy', { show = false }, function(answer)
      show('customary://policy/' .. vim.fs.basename(file), answer.text)
    end)
  end,
}

--- Findings by concept, the most frequent first.
local function by_concept(concepts)
  local names = vim.tbl_keys(concepts)
  table.sort(names, function(a, b)
    if concepts[a] ~= concepts[b] then
      return concepts[a] > concepts[b]
    end
    return a < b
  end)
  return vim.tbl_map(function(name)
    return { name, concepts[name] }
  end, names)
end

commands['stats'] = {
  does = 'count the words and the findings of the workspace',
  run = function()
    send('customary.stats', { show = false }, function(answer)
      local rows = {
        { 'files checked', answer.files },
        { 'files left alone', answer.skipped },
        { 'client', answer.words.client },
        { 'customer', answer.words.customer },
        { 'findings', answer.findings },
        { 'safe to fix', answer.fixable },
      }
      local concepts = type(answer.concepts) == 'table' and by_concept(answer.concepts) or {}
      for _, row in ipairs(concepts) do
        rows[#rows + 1] = { '  ' .. row[1], row[2] }
      end
      local width = 0
      for _, row in ipairs(rows) do
        width = math.max(width, vim.fn.strdisplaywidth(row[1]))
      end
      local lines = vim.tbl_map(function(row)
        return ('%s%s %6d'):format(row[1], (' '):rep(width - vim.fn.strdisplaywidth(row[1])), row[2])
      end, rows)
      if answer.scanning then
        lines[#lines + 1] = 'Files are still being read: the counts will change.'
      end
      tell('the workspace\n' .. table.concat(lines, '\n'))
    end)
  end,
}

commands['prefer'] = {
  does = 'set which word the policy prefers',
  words = PREFERENCES,
  run = function(word)
    if not word then
      return warn('which word? :Customary prefer ' .. table.concat(PREFERENCES, '|'))
    end
    send('customary.setPreference', { prefer = word }, function()
      tell(('this workspace prefers “%s”. :wall saves the policy.'):format(word))
    end)
  end,
}

commands['fix'] = {
  does = 'make all safe fixes of this file',
  run = function()
    if #vim.lsp.get_clients({ bufnr = 0, name = server.name }) == 0 then
      return warn('no server is running for this buffer. :checkhealth customary says why.')
    end
    vim.lsp.buf.code_action({ context = { only = { 'source.fixAll.customary' }, diagnostics = {} }, apply = true })
  end,
}

--- Turns the server on for every file that is open and that will be.
local function enable()
  vim.lsp.enable(server.name)
  -- While Neovim starts, it leaves the files that are open already to their FileType event, which may be past.
  if vim.v.vim_did_enter == 0 then
    vim.cmd.doautoall('nvim.lsp.enable FileType')
  end
end

commands['restart'] = {
  does = 'stop the server and start it again',
  run = function()
    local stopping = vim.lsp.get_clients({ name = server.name })
    vim.lsp.enable(server.name, false)
    local began = vim.uv.now()
    local function start_when_stopped()
      -- Not is_stopped: it holds while a server is leaving, and Neovim would attach the files to that one again.
      local running = vim.tbl_filter(function(client)
        return vim.lsp.get_client_by_id(client.id) ~= nil
      end, stopping)
      if #running == 0 then
        return enable()
      end
      if vim.uv.now() - began > PATIENCE then
        for _, client in ipairs(running) do
          client:stop(true)
        end
      end
      vim.defer_fn(start_when_stopped, 20)
    end
    start_when_stopped()
  end,
}

commands['log'] = {
  does = 'open the log of Neovim’s language servers',
  run = function()
    local log = vim.lsp.log.get_filename and vim.lsp.log.get_filename() or vim.lsp.get_log_path()
    if not vim.uv.fs_stat(log) then
      return tell(('the log is empty. It will be %s.'):format(log))
    end
    vim.cmd.tabedit(vim.fn.fnameescape(log))
    vim.cmd.normal({ 'G', bang = true })
  end,
}

commands['enable'] = { does = 'turn Customary on', run = enable }

commands['disable'] = {
  does = 'turn Customary off until Neovim ends',
  run = function()
    vim.lsp.enable(server.name, false)
  end,
}

local function names()
  local sorted = vim.tbl_keys(commands)
  table.sort(sorted)
  return sorted
end

--- Runs a command that was typed, as its words.
function M.run(words)
  local command = commands[words[1]]
  if #words == 0 then
    local lines = vim.tbl_map(function(name)
      return (':Customary %-14s %s'):format(name, commands[name].does)
    end, names())
    return vim.api.nvim_echo({ { table.concat(lines, '\n') } }, false, {})
  end
  if not command then
    return warn(('there is no :Customary %s. There are %s.'):format(words[1], table.concat(names(), ', ')))
  end
  if #words > (command.words and 2 or 1) then
    return warn((':Customary %s takes %s.'):format(words[1], command.words and 'one word' or 'nothing more'))
  end
  command.run(words[2])
end

--- What can stand where the cursor is, as the command line asks.
function M.complete(lead, line)
  -- What stands before this command, as in `:vertical Customary`, or after a bar, is not its own.
  local typed = vim.split(vim.trim((line:gsub('^.*Customary', ''))), '%s+', { trimempty = true })
  if lead ~= '' then
    typed[#typed] = nil
  end
  local fitting = {}
  if #typed == 0 then
    fitting = names()
  elseif #typed == 1 and commands[typed[1]] then
    fitting = commands[typed[1]].words or {}
  end
  return vim.tbl_filter(function(word)
    return vim.startswith(word, lead)
  end, fitting)
end

return M
