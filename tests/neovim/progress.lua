-- While the workspace is read, Neovim is told how far it is, so that a status line can show it.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

-- So many that they are not all read before Neovim has agreed to be told.
local FILES = 1000

writer.story(function()
  writer.put('.git/HEAD', '')
  writer.put('customary.toml', 'prefer = "client"\n')
  for number = 1, FILES do
    writer.put(('letters/%d.md'):format(number), 'Our customers called.\n')
  end
  local jobs, ended = {}, 0
  vim.api.nvim_create_autocmd('LspProgress', {
    callback = function(event)
      local token, value = event.data.params.token, event.data.params.value
      if value.kind == 'begin' then
        writer.same(nil, jobs[token], 'a job begins once')
        assert(type(value.title) == 'string' and value.title ~= '', 'a job has a title')
        jobs[token] = 0
        return
      end
      assert(jobs[token], 'a job has begun: ' .. vim.inspect(event.data.params))
      if value.kind == 'report' and value.percentage then
        assert(value.percentage >= jobs[token] and value.percentage <= 100, 'it never goes back')
        jobs[token] = value.percentage
      elseif value.kind == 'end' then
        ended = ended + 1
        jobs[token] = nil
      end
    end,
  })
  local letter = writer.open('letters/7.md')
  writer.sees(letter, { { '1:5', 'customers', 'clients' } })
  writer.wait('the first scan has ended', function()
    return ended > 0 and next(jobs) == nil
  end)

  -- Asked for, it is told again; and what stands in the files is counted.
  local client, first = writer.client(letter), ended
  client:exec_cmd({ title = 'rescan', command = 'customary.rescan', arguments = {} }, { bufnr = letter })
  writer.wait('the second scan has ended', function()
    return ended > first and next(jobs) == nil
  end)
  -- Another look at the files may follow, when the system has told of them meanwhile: so the counts are waited for.
  local counts
  writer.wait(function()
    return 'the counts: ' .. vim.inspect(counts)
  end, function()
    local stats = { command = 'customary.stats', arguments = {} }
    local answer = assert(client:request_sync('workspace/executeCommand', stats, 20000, letter))
    counts = assert(answer.result, vim.inspect(answer.err))
    return vim.deep_equal(
      { FILES, FILES, FILES, false },
      { counts.files, counts.findings, counts.words.customer, counts.scanning }
    )
  end)
end)
