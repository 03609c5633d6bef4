// Three layers of 2, 3 and 2 stand-in cores that swallow a step and send a fixed pattern: every
// core of a layer sees the same merged stream, the read-out counts right; stalls at step
// boundaries.
`timescale 1ns / 1ps
`default_nettype none
module tb_fabric;
`include "tb.vh"
  localparam N = 7, LAYERS = 3, STRIDE = 16;
  reg         host_valid = 1'b0, sink_stall = 1'b0;
  reg  [31:0] host_token = 32'd0;
  wire        host_ready, sink_valid, sink_first, result_valid;
  wire [N-1:0] in_valid, out_ready;
  reg  [N-1:0] in_ready = 0, out_valid = 0;
  wire [32*LAYERS-1:0] layer_token;
  reg  [32*N-1:0] out_token = 0;
  wire [17:0] sink_token;
  wire [5:0]  winner;
  wire [15:0] count;

  fabric #(.LAYERS(LAYERS), .CORES(64'h020302), .COLUMNS(STRIDE), .CLASSES(64)) u_dut (
    .clk_i(clk), .rst_i(rst), .host_valid_i(host_valid), .host_ready_o(host_ready),
    .host_token_i(host_token),
    .core_in_valid_o(in_valid), .core_in_ready_i(in_ready), .layer_token_o(layer_token),
    .core_out_valid_i(out_valid), .core_out_ready_o(out_ready), .core_out_token_i(out_token),
    .sink_stall_i(sink_stall), .sink_valid_o(sink_valid), .sink_first_o(sink_first),
    .sink_token_o(sink_token), .result_valid_o(result_valid), .winner_o(winner),
    .count_class_i(6'd17), .count_o(count)
  );

  // Host: step t has addresses 0 .. t%5-1. Core c: t%(c+2) spikes, addresses 0, 1, ...
  function integer host_spikes(input integer t); host_spikes = t % 5; endfunction
  function integer spikes(input integer c, input integer t); spikes = t % (c + 2); endfunction

  integer host_step = 0, host_at = 0, c, sink_step = 0, sink_core = 5, sink_at = 0, images = 0;
  integer got_step [0:N-1];
  integer got_core [0:N-1];   // source expected next, above layer 0
  integer got_at [0:N-1];
  integer out_step [0:N-1];
  integer out_at [0:N-1];
  integer pending [0:N-1];
  reg [17:0] want;

  initial for (c = 0; c < N; c = c + 1) begin
    got_step[c] = 0;
    got_core[c] = c < 5 ? 0 : 2;
    got_at[c] = 0;
    out_step[c] = 0;
    out_at[c] = 0;
    pending[c] = 0;
  end

  function last_of(input integer t); last_of = t % 8 == 7; endfunction

  // Layer of a core; first and last core of a layer
  function integer layer_of(input integer c); layer_of = c < 2 ? 0 : c < 5 ? 1 : 2; endfunction
  function integer first_of(input integer l); first_of = l == 0 ? 0 : l == 1 ? 2 : 5; endfunction
  function integer final_of(input integer l); final_of = l == 0 ? 1 : l == 1 ? 4 : 6; endfunction

  integer l;
  task core_takes;
    begin
      l = layer_of(c);
      if (l == 0) begin
        want = got_at[c] == host_spikes(got_step[c])
               ? {last_of(got_step[c]), 1'b1, 16'd0} : got_at[c];
      end else begin
        while (got_core[c] < final_of(l - 1) && got_at[c] == spikes(got_core[c], got_step[c])) begin
          got_core[c] = got_core[c] + 1;
          got_at[c] = 0;
        end
        want = got_core[c] == final_of(l - 1) && got_at[c] == spikes(got_core[c], got_step[c])
               ? {last_of(got_step[c]), 1'b1, 16'd0}
               : (got_core[c] - first_of(l - 1)) * STRIDE + got_at[c];
      end
      check("core's token", {layer_token[32*l+30 +: 2], layer_token[32*l +: 16]}, want);
      got_at[c] = got_at[c] + 1;
      if (want[16]) begin
        got_step[c] = got_step[c] + 1;
        got_core[c] = l == 0 ? 0 : first_of(l - 1);
        got_at[c] = 0;
        pending[c] = pending[c] + 1;
      end
    end
  endtask

  always @(posedge clk) if (!rst) begin
    if (!host_valid || host_ready) begin
      host_valid <= 1'b1;
      host_token <= {host_at == host_spikes(host_step) && last_of(host_step),
                     host_at == host_spikes(host_step), 30'd0}
                    | (host_at == host_spikes(host_step) ? 0 : host_at);
      if (host_at == host_spikes(host_step)) begin
        host_step = host_step + 1;
        host_at = 0;
      end else host_at = host_at + 1;
    end
    for (c = 0; c < N; c = c + 1) begin
      if (in_valid[c] && in_ready[c]) core_takes;
      in_ready[c] <= below(3) != 0;
      if (!out_valid[c] || out_ready[c]) begin
        out_valid[c] <= 1'b0;
        if (pending[c] > 0 && below(3) != 0) begin
          out_valid[c] <= 1'b1;
          out_token[32*c +: 32] <= out_at[c] == spikes(c, out_step[c])
              ? {last_of(out_step[c]), 1'b1, 30'd0} : out_at[c];
          if (out_at[c] == spikes(c, out_step[c])) begin
            out_step[c] = out_step[c] + 1;
            out_at[c] = 0;
            pending[c] = pending[c] - 1;
          end else out_at[c] = out_at[c] + 1;
        end
      end
    end
    sink_stall <= below(4) == 0;
    if (sink_valid && !sink_stall) begin
      while (sink_core < 6 && sink_at == spikes(sink_core, sink_step)) begin
        sink_core = sink_core + 1;
        sink_at = 0;
      end
      if (sink_core == 6 && sink_at == spikes(6, sink_step)) begin
        check("sink eos", sink_token, {last_of(sink_step), 1'b1, 16'd0});
        sink_step = sink_step + 1;
        sink_core = 5;
        sink_at = 0;
        if (sink_token[17]) images = images + 1;
      end else begin
        check("sink spike", sink_token, (sink_core - 5) * STRIDE + sink_at);
        sink_at = sink_at + 1;
      end
    end
    // Class 17 is address 1 of core 6: once in every step with t % 8 >= 2
    if (result_valid && sink_step == 8) check("count", count, 6);
    if (images == 40 || cycle == 30000) begin
      check("images", images, 40);
      verdict(3000);
    end
  end
endmodule
